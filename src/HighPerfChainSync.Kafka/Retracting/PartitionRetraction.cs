using Confluent.Kafka;

namespace HighPerfChainSync.Kafka.Retracting;

/// <summary>What stands at the end of one partition, and from where on it is to be taken back.</summary>
internal sealed class PartitionRetraction(int topic, TopicPartition partition)
{
    /// <summary>Index of the topic in the stream's plan.</summary>
    public int Topic { get; } = topic;

    /// <summary>The partition.</summary>
    public TopicPartition Partition { get; } = partition;

    /// <summary>What stands, as far as it was read.</summary>
    public StandingRecords Standing { get; } = new();

    /// <summary>Index of the oldest record that is taken back.</summary>
    public int First { get; set; }

    /// <summary>Number of records that are taken back.</summary>
    public int Count => Standing.Count - First;

    /// <summary>The oldest kept offset.</summary>
    public long Low { get; set; }

    /// <summary>Where it is read from.</summary>
    public long Start { get; set; }

    /// <summary>Where it ends.</summary>
    public long End { get; set; }

    /// <summary>Whether it has been read to its end, from far enough back.</summary>
    public bool IsFound { get; set; }

    /// <summary>Whether it has been read to its end in this round.</summary>
    public bool IsAtEnd { get; set; }

    /// <summary>Index of the first of the records before <paramref name="to"/> that a piece of so many bytes can hold; at least one.</summary>
    public int BeginOfPiece(int to, long bytes, int overhead)
    {
        int from = to - 1;
        long size = Standing[from].Bytes + (long)overhead;
        while (from > First)
        {
            size += Standing[from - 1].Bytes + (long)overhead;
            if (size > bytes) break;
            from--;
        }

        return from;
    }
}
