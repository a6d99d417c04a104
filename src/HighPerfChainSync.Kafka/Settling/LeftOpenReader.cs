using Confluent.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Topics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Settling;

/// <summary>Looks into the topics of a stream for what a transaction has left open.</summary>
internal sealed class LeftOpenReader(ClientFactory clients, AdminSession session, ClientEvents events, TimeSpan patience, ILogger logger, TimeProvider time)
{
    /// <summary>Markers come moments after the answer that a transaction has ended. A wrong guess does no harm: the coordinator lets no other begin before.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits a moment for markers that are on their way, and describes what is open then; null is nothing.</summary>
    /// <exception cref="Diagnostics.ChainSyncException">Kafka refuses to say, or to show the records that are open.</exception>
    public async Task<LeftOpen?> FindAsync(TopicPlan topics, string stream, CancellationToken cancellationToken)
    {
        var partitions = new List<(int Topic, TopicPartition Partition)>();
        for (int topic = 0; topic < topics.Names.Length; topic++)
            for (int i = 0; i < topics.PartitionsOf(topic); i++) partitions.Add((topic, new TopicPartition(topics.Names[topic], i)));

        List<TopicPartition> asked = partitions.ConvertAll(static p => p.Partition);
        var ends = new PartitionEnds(clients, session, events, logger, time);
        PartitionEnd[] found;
        for (long since = time.GetTimestamp(); ;)
        {
            found = await ends.ReadAsync(asked, "look for open transactions", cancellationToken).ConfigureAwait(false);
            if (!Array.Exists(found, static end => end.IsOpen)) return null;
            if (time.GetElapsedTime(since) > s_grace) break;
            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
        }

        var progress = new ProgressReader(clients, session, events, logger, time);
        var left = new LeftOpen
        {
            Ends = await BlockingCall.RunAsync(() => Describe(partitions, found, topics.ProgressIndex, cancellationToken), cancellationToken).ConfigureAwait(false),
            Shown = await progress.ReadAsync(topics, stream, ProgressView.Shown, cancellationToken).ConfigureAwait(false),
            Written = await progress.ReadAsync(topics, stream, ProgressView.Written, cancellationToken).ConfigureAwait(false),
        };
        return found[^1].IsOpen
            ? left with { ShownMarks = await BlockingCall.RunAsync(() => FindShownMarks(found, cancellationToken), cancellationToken).ConfigureAwait(false) }
            : left;
    }

    private List<OpenEnd> Describe(
        List<(int Topic, TopicPartition Partition)> partitions, PartitionEnd[] found, int progress, CancellationToken cancellationToken)
    {
        using IRecordSource source = CreateSource(IsolationLevel.ReadUncommitted);
        var search = new OffsetSearch(source, patience, time);
        var open = new List<OpenEnd>();
        for (int i = 0; i < found.Length; i++)
        {
            (TopicPartition partition, long stable, long end) = found[i];
            if (!found[i].IsOpen) continue;
            int topic = partitions[i].Topic;
            bool isProgress = topic == progress;
            open.Add(new OpenEnd(
                topic,
                partition.Partition.Value,
                isProgress ? null : search.FirstMark(partition, stable, end, cancellationToken),
                isProgress ? null : search.LastMark(partition, stable, end, cancellationToken))
            {
                IsProgress = isProgress,
            });
        }

        return open;
    }

    /// <summary>The last record that each partition of the data topics shows.</summary>
    private List<BlockMark> FindShownMarks(PartitionEnd[] found, CancellationToken cancellationToken)
    {
        using IRecordSource source = CreateSource(IsolationLevel.ReadCommitted);
        var search = new OffsetSearch(source, patience, time);
        var marks = new List<BlockMark>();
        foreach (PartitionEnd end in found.AsSpan(..^1))
        {
            (long low, _) = source.Bounds(end.Partition, cancellationToken);
            if (search.LastMark(end.Partition, low, end.Stable, cancellationToken) is { } mark) marks.Add(mark);
        }

        return marks;
    }

    private IRecordSource CreateSource(IsolationLevel isolation) =>
        new ReadingClients(clients, patience, logger, time).CreateSearchSource(isolation);
}
