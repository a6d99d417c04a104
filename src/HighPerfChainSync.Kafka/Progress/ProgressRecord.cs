using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka.Progress;

/// <summary>How far a stream has come, what it is, and who writes it: one record per transaction on the progress topic.</summary>
internal sealed record ProgressRecord
{
    /// <summary>Version of this form.</summary>
    public const int CurrentVersion = 2;

    /// <summary>Version of the data records' fields and their meaning (docs/formats.md).</summary>
    public const int CurrentSchema = 1;

    /// <summary>Hashes of the newest blocks that are kept.</summary>
    public const int MaxRecent = 128;

    /// <summary>Name of the stream, the record's key.</summary>
    public required string Stream { get; init; }

    /// <summary><c>eth_chainId</c>.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>Hash of block 0, where the node had it.</summary>
    public required Hash256? GenesisHash { get; init; }

    /// <summary>Name of the encoder.</summary>
    public required string Format { get; init; }

    /// <summary>Version of the data records' fields.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>What a record holds; records of earlier versions do not say it.</summary>
    public RecordSchema RecordSchema { get; init; }

    /// <summary>How quantities are written; records of earlier versions do not say it.</summary>
    public NumberForm Numbers { get; init; }

    /// <summary>What is written.</summary>
    public required EntitySet Entities { get; init; }

    /// <summary>What the timestamps of data records say.</summary>
    public KafkaTimestamps Timestamps { get; init; }

    /// <summary>Partitions and keys of the data topics.</summary>
    public TopicLayout Layout { get; init; } = TopicLayout.Single;

    /// <summary>First block of the stream.</summary>
    public required ulong First { get; init; }

    /// <summary>Hash of the first block: what the stream is known by where the node has no block 0. Null before it is committed.</summary>
    public Hash256? FirstHash { get; init; }

    /// <summary>Which process wrote this: its claim on the stream.</summary>
    public required string Instance { get; init; }

    /// <summary>Names of the data topics.</summary>
    public required string[] Topics { get; init; }

    /// <summary>Records in each data topic, of blocks from <see cref="CountedFrom"/> on.</summary>
    public required long[] Counts { get; init; }

    /// <summary>First block whose records each data topic has: <see cref="First"/>, or later for a topic that was added since.</summary>
    public required ulong[] CountedFrom { get; init; }

    /// <summary>Last committed block, or null before the first.</summary>
    public StreamProgress? Last { get; init; }

    /// <summary>Hashes of the newest blocks, oldest first; the last is that of <see cref="Last"/>.</summary>
    public Hash256[] Recent { get; init; } = [];

    /// <summary>What was checked of the blocks; null before the first, and in records of programs that did not write it.</summary>
    public ProgressVerification? Verification { get; init; }

    /// <summary>The progress of a stream that has none.</summary>
    public static ProgressRecord Begin(StreamDescription stream, TopicPlan topics, string instance)
    {
        var countedFrom = new ulong[topics.ProgressIndex];
        Array.Fill(countedFrom, stream.FirstBlock);
        return new ProgressRecord
        {
            Stream = stream.Chain,
            ChainId = stream.Identity.ChainId,
            GenesisHash = stream.Identity.GenesisHash,
            Format = stream.Format,
            RecordSchema = stream.Schema,
            Numbers = stream.Numbers,
            Entities = stream.Entities,
            Timestamps = topics.Timestamps,
            Layout = topics.Layout,
            First = stream.FirstBlock,
            Instance = instance,
            Topics = topics.Names[..topics.ProgressIndex],
            Counts = new long[topics.ProgressIndex],
            CountedFrom = countedFrom,
        };
    }

    /// <summary>The hash of a block, or null when it is none of <see cref="Recent"/>.</summary>
    public Hash256? HashAt(ulong number) =>
        Last is { } last && number <= last.Number && last.Number - number < (ulong)Recent.Length ? Recent[^(int)(last.Number - number + 1)] : null;

    /// <summary>Whether this progress accounts for a record: its chain has the record's block, or, of a retraction, has not.</summary>
    /// <returns>Null when it cannot be known: of a retraction of a block below <see cref="Recent"/>. Of records, those below are all accounted for.</returns>
    public bool? Holds(BlockMark mark)
    {
        if (Last is not { } last) return false;
        if (mark.Number > last.Number) return mark.IsRemoved;
        if (HashAt(mark.Number) is { } hash && mark.Hash is { } own) return (own == hash) != mark.IsRemoved;
        return mark.IsRemoved ? null : true;
    }

    /// <summary>Whether another is the same commit: a reorganisation can come back to a block, but not to its counts.</summary>
    public bool IsSameCommit(ProgressRecord? other) => other is not null && other.Last == Last && other.Counts.AsSpan().SequenceEqual(Counts);

    /// <summary>The progress once the blocks above an ancestor have been taken back.</summary>
    /// <param name="ancestor">The block that stays the last.</param>
    /// <param name="counts">Records of each data topic, retractions included.</param>
    /// <param name="countedFrom">First block whose records each data topic has: of the new branch it has all.</param>
    public ProgressRecord BackTo(StreamProgress ancestor, long[] counts, ulong[] countedFrom)
    {
        int kept = HashAt(ancestor.Number) is null ? 0 : Recent.Length - (int)(Last!.Number - ancestor.Number);
        return this with
        {
            Last = new StreamProgress(ancestor.Number, ancestor.Hash),
            Counts = counts,
            CountedFrom = countedFrom,
            Recent = kept > 0 ? Recent[..kept] : [ancestor.Hash],
        };
    }

    /// <summary>The progress once these blocks are committed.</summary>
    public ProgressRecord After(List<BlockData> blocks, TopicPlan topics)
    {
        if (blocks.Count == 0) return this;
        long[] counts = [.. Counts];
        foreach (BlockData block in blocks)
        {
            for (int i = 0; i < EntityNames.Count; i++)
            {
                if (Entities.Contains((Entity)i)) counts[topics.IndexOf((Entity)i)] += block.Encoded.CountOf((Entity)i);
            }
        }

        int added = Math.Min(blocks.Count, MaxRecent);
        int kept = Math.Min(Recent.Length, MaxRecent - added);
        var recent = new Hash256[kept + added];
        Recent.AsSpan(Recent.Length - kept).CopyTo(recent);
        for (int i = 0; i < added; i++) recent[kept + i] = blocks[blocks.Count - added + i].Header.Hash;
        return this with
        {
            FirstHash = Last is null ? blocks[0].Header.Hash : FirstHash,
            Last = new StreamProgress(blocks[^1].Header.Number, blocks[^1].Header.Hash),
            Counts = counts,
            Recent = recent,
            Verification = ProgressVerification.After(Verification, blocks),
        };
    }
}
