using Confluent.Kafka;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka.Retracting;

/// <summary>What one reorganisation takes back, partition by partition.</summary>
internal sealed class RetractionPlan
{
    private readonly TopicPlan _topics;

    private RetractionPlan(TopicPlan topics, List<PartitionRetraction> partitions, ProgressRecord after)
    {
        _topics = topics;
        Partitions = partitions;
        After = after;
    }

    /// <summary>The partitions of all data topics.</summary>
    public IReadOnlyList<PartitionRetraction> Partitions { get; }

    /// <summary>The progress when all is taken back and nothing of the new branch is there.</summary>
    public ProgressRecord After { get; }

    /// <summary>Records that are taken back.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            foreach (PartitionRetraction partition in Partitions) count += partition.Count;
            return count;
        }
    }

    /// <summary>The partitions of data topics.</summary>
    public static List<PartitionRetraction> PartitionsOf(TopicPlan topics)
    {
        var partitions = new List<PartitionRetraction>();
        for (int topic = 0; topic < topics.ProgressIndex; topic++)
        {
            for (int i = 0; i < topics.PartitionsOf(topic); i++)
                partitions.Add(new PartitionRetraction(topic, new TopicPartition(topics.Names[topic], i)));
        }

        return partitions;
    }

    /// <summary>Checks what was found against the progress.</summary>
    /// <exception cref="Diagnostics.ChainSyncException">It is not what the progress says.</exception>
    public static RetractionPlan Make(TopicPlan topics, ProgressRecord progress, StreamProgress ancestor, List<PartitionRetraction> partitions)
    {
        long[] counts = [.. progress.Counts];
        ulong[] countedFrom = [.. progress.CountedFrom];
        long blocks = 0;
        foreach (PartitionRetraction partition in partitions)
        {
            CheckBlocks(partition, progress, ancestor);
            int topic = partition.Topic;
            counts[topic] += partition.Count;
            for (int i = partition.First; i < partition.Standing.Count; i++)
            {
                if (partition.Standing[i].IsBlock) blocks++;
                // From before the topic was last added to the stream: not counted when it was sent.
                if (progress.CountedFrom[topic] > ancestor.Number + 1 && partition.Standing.BlockOf(i).Number < progress.CountedFrom[topic]) counts[topic]++;
            }

            countedFrom[topic] = Math.Min(countedFrom[topic], ancestor.Number + 1);
        }

        if (progress.Entities.Contains(Entity.Block))
        {
            int topic = topics.IndexOf(Entity.Block);
            ulong from = Math.Max(ancestor.Number + 1, progress.CountedFrom[topic]);
            ulong expected = progress.Last!.Number + 1 - Math.Min(from, progress.Last.Number + 1);
            if ((ulong)blocks < expected) throw RetractionFaults.Missing(topics.Names[topic], blocks, expected, ancestor.Number);
        }

        return new RetractionPlan(topics, partitions, progress.BackTo(ancestor, counts, countedFrom));
    }

    /// <summary>The last record that each data topic is sent by the retractions alone; null where it is sent none.</summary>
    public BlockMark?[] LastOfTopics()
    {
        var last = new BlockMark?[_topics.ProgressIndex];
        foreach (PartitionRetraction partition in Partitions)
        {
            if (partition.Count == 0) continue;
            StandingBlock block = partition.Standing.BlockOf(partition.First);
            last[partition.Topic] = new BlockMark(block.Number, block.Hash, IsRemoved: true);
        }

        return last;
    }

    private static void CheckBlocks(PartitionRetraction partition, ProgressRecord progress, StreamProgress ancestor)
    {
        foreach (StandingBlock block in partition.Standing.Blocks)
        {
            if (block.Number < ancestor.Number) continue;
            Hash256? expected = block.Number == ancestor.Number ? ancestor.Hash : progress.HashAt(block.Number);
            if (block.Number > progress.Last!.Number || (expected is { } hash && block.Hash != hash))
            {
                throw RetractionFaults.Foreign(
                    partition.Partition, partition.Standing[block.First].Offset,
                    $"a record of block {block.Number} has the hash {block.Hash}, which is not in the stream's chain");
            }
        }
    }
}
