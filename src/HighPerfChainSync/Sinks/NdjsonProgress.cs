using HighPerfChainSync.Encoding;

namespace HighPerfChainSync.Sinks;

/// <summary>The content of the progress file of a directory: what has been committed, and which files are not yet under their final name.</summary>
internal sealed record NdjsonProgress
{
    /// <summary>The version of this layout.</summary>
    public const int CurrentVersion = 1;

    /// <summary>Version of the layout that wrote it.</summary>
    public required int Version { get; init; }

    /// <summary>Name of the chain.</summary>
    public required string Chain { get; init; }

    /// <summary><c>eth_chainId</c>.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>Hash of block 0, where the node had it.</summary>
    public required string? GenesisHash { get; init; }

    /// <summary>What is written: <c>block,transaction</c>.</summary>
    public required string Entities { get; init; }

    /// <summary>Name of the encoder.</summary>
    public required string Format { get; init; }

    /// <summary>What a record holds; directories of earlier versions do not say it.</summary>
    public string Schema { get; init; } = RecordFormNames.Of(RecordSchema.Plain);

    /// <summary>How quantities are written; directories of earlier versions do not say it.</summary>
    public string Numbers { get; init; } = RecordFormNames.Of(NumberForm.Number);

    /// <summary>Last committed block.</summary>
    public required ulong LastBlock { get; init; }

    /// <summary>Its hash.</summary>
    public required string LastHash { get; init; }

    /// <summary>Records committed since the beginning, by entity.</summary>
    public required Dictionary<string, long> Records { get; init; }

    /// <summary>The range that is being filled, or null.</summary>
    public NdjsonRange? Open { get; init; }

    /// <summary>Ranges that are full and get their final names next; usually empty.</summary>
    public IReadOnlyList<NdjsonRange> Closing { get; init; } = [];
}
