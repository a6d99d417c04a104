namespace HighPerfChainSync.Pipeline;

/// <summary>How much a stream has under way.</summary>
public sealed record PipelineOptions
{
    /// <summary>Bytes of blocks under way in all stages: answers, records and encoded records.</summary>
    public long BudgetBytes { get; init; } = 96L << 20;

    /// <summary>Ranges fetched at once; null takes it from the endpoint's concurrency.</summary>
    public int? Fetchers { get; init; }

    /// <summary>Blocks in one range at most; the planner takes fewer when blocks are large.</summary>
    public int MaxBlocksPerRange { get; init; } = 20;

    /// <summary>Encoded bytes that a range aims at.</summary>
    public long TargetRangeBytes { get; init; } = 4L << 20;

    /// <summary>Shortest and first interval of head polling.</summary>
    public TimeSpan MinPollInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest interval of head polling.</summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Without progress for this long, the watchdog says which stage waits for what.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
