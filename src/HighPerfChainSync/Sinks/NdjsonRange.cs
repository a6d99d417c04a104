namespace HighPerfChainSync.Sinks;

/// <summary>A range of blocks whose files still have their temporary names.</summary>
internal sealed record NdjsonRange
{
    /// <summary>First block.</summary>
    public required ulong First { get; init; }

    /// <summary>Last committed block.</summary>
    public required ulong Last { get; init; }

    /// <summary>Committed bytes of each entity's file; what lies behind them does not count.</summary>
    public required Dictionary<string, long> Bytes { get; init; }
}
