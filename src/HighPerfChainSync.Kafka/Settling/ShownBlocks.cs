using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Topics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Settling;

/// <summary>Looks how far the data topics are, as consumers see them.</summary>
internal sealed class ShownBlocks(ClientFactory clients, TimeSpan patience, ILogger logger, TimeProvider time)
{
    /// <summary>Each partition takes some reads of its own.</summary>
    private const int MaxPartitions = 64;

    /// <summary>The highest block of which each data topic shows a record, null where it shows none.</summary>
    /// <returns>Null when this user may not read the topics, or they have too many partitions to look at.</returns>
    /// <exception cref="ChainSyncException">Kafka gives nothing.</exception>
    public async Task<ulong?[]?> FindAsync(TopicPlan topics, CancellationToken cancellationToken)
    {
        if (topics.ProgressIndex * topics.Layout.Partitions > MaxPartitions) return null;
        try
        {
            return await Task.Run(() => Find(topics, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (ChainSyncException exception) when (exception.Error == ChainSyncError.KafkaTopic)
        {
            KafkaLog.NotChecked(logger, "records");
            return null;
        }
    }

    private ulong?[] Find(TopicPlan topics, CancellationToken cancellationToken)
    {
        using IRecordSource source = new ReadingClients(clients, patience, logger, time).CreateSource();
        var search = new OffsetSearch(source, patience, time);
        var shown = new ulong?[topics.ProgressIndex];
        for (int topic = 0; topic < shown.Length; topic++)
        {
            for (int i = 0; i < topics.PartitionsOf(topic); i++)
            {
                var partition = new TopicPartition(topics.Names[topic], i);
                (long low, long end) = source.Bounds(partition, cancellationToken);
                ulong? block = search.LastBlock(partition, low, end, cancellationToken);
                if (shown[topic] is null || block > shown[topic]) shown[topic] = block;
            }
        }

        return shown;
    }
}
