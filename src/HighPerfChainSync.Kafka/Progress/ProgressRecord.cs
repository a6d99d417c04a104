using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka.Progress;

/// <summary>How far a stream has come, what it is, and who writes it: one record per transaction on the progress topic.</summary>
internal sealed record ProgressRecord
{
    /// <summary>Version of this form.</summary>
    public const int CurrentVersion = 1;

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

    /// <summary>What is written.</summary>
    public required EntitySet Entities { get; init; }

    /// <summary>First block of the stream.</summary>
    public required ulong First { get; init; }

    /// <summary>Which process wrote this: its claim on the stream.</summary>
    public required string Instance { get; init; }

    /// <summary>Names of the data topics.</summary>
    public required string[] Topics { get; init; }

    /// <summary>Records in each data topic since the stream began.</summary>
    public required long[] Counts { get; init; }

    /// <summary>Last committed block, or null before the first.</summary>
    public StreamProgress? Last { get; init; }

    /// <summary>Hashes of the newest blocks, oldest first; the last is that of <see cref="Last"/>.</summary>
    public Hash256[] Recent { get; init; } = [];

    /// <summary>The progress of a stream that has none.</summary>
    public static ProgressRecord Begin(StreamDescription stream, TopicPlan topics, string instance) => new()
    {
        Stream = stream.Chain,
        ChainId = stream.Identity.ChainId,
        GenesisHash = stream.Identity.GenesisHash,
        Format = stream.Format,
        Entities = stream.Entities,
        First = stream.FirstBlock,
        Instance = instance,
        Topics = topics.Names[..topics.ProgressIndex],
        Counts = new long[topics.ProgressIndex],
    };

    /// <summary>The progress once these blocks are committed.</summary>
    public ProgressRecord After(List<BlockData> blocks, TopicPlan topics)
    {
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
        return this with { Last = new StreamProgress(blocks[^1].Header.Number, blocks[^1].Header.Hash), Counts = counts, Recent = recent };
    }

    /// <summary>Takes the stream over, if it is the same one.</summary>
    /// <exception cref="ChainSyncException">It is another: the message says in what.</exception>
    public ProgressRecord Continue(ProgressRecord begin, string topic)
    {
        Require(ChainId == begin.ChainId, "chain id", ChainId.ToText(), begin.ChainId.ToText(), topic);
        if (GenesisHash is { } found && begin.GenesisHash is { } asked)
            Require(found == asked, "genesis hash", found.ToString(), asked.ToString(), topic);
        Require(Format == begin.Format, "format", Format, begin.Format, topic);
        Require(Entities == begin.Entities, "entities", Entities.ToText(), begin.Entities.ToText(), topic);
        Require(Topics.AsSpan().SequenceEqual(begin.Topics), "topics", string.Join(',', Topics), string.Join(',', begin.Topics), topic);
        return this with { Instance = begin.Instance, GenesisHash = GenesisHash ?? begin.GenesisHash };
    }

    private void Require(bool same, string what, string found, string asked, string topic)
    {
        if (same) return;
        throw new ChainSyncException(
            ChainSyncError.ProgressMismatch,
            $"Topic '{topic}' holds the progress of stream '{Stream}' with {what} {found}, but {asked} is asked for. "
            + "Go on with the same settings, or give the new stream a chain name or topic templates of its own.");
    }
}
