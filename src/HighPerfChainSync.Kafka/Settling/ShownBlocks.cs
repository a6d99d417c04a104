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

    /// <summary>The last record that each partition of each data topic shows, null where it shows none.</summary>
    /// <returns>Null when this user may not read the topics, or they have too many partitions to look at.</returns>
    /// <exception cref="ChainSyncException">Kafka gives nothing.</exception>
    public async Task<BlockMark?[][]?> FindAsync(TopicPlan topics, CancellationToken cancellationToken)
    {
        if (topics.ProgressIndex * topics.Layout.Partitions > MaxPartitions) return null;
        try
        {
            return await BlockingCall.RunAsync(() => Find(topics, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (ChainSyncException exception) when (exception.Error == ChainSyncError.KafkaTopic)
        {
            KafkaLog.NotChecked(logger, "records");
            return null;
        }
    }

    private BlockMark?[][] Find(TopicPlan topics, CancellationToken cancellationToken)
    {
        using IRecordSource source = new ReadingClients(clients, patience, logger, time).CreateSearchSource();
        var search = new OffsetSearch(source, patience, time);
        var shown = new BlockMark?[topics.ProgressIndex][];
        for (int topic = 0; topic < shown.Length; topic++)
        {
            shown[topic] = new BlockMark?[topics.PartitionsOf(topic)];
            for (int i = 0; i < shown[topic].Length; i++)
            {
                var partition = new TopicPartition(topics.Names[topic], i);
                (long low, long end) = source.Bounds(partition, cancellationToken);
                shown[topic][i] = search.LastMark(partition, low, end, cancellationToken);
            }
        }

        return shown;
    }
}
