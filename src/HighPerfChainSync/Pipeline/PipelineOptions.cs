using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Pipeline;

/// <summary>How much a stream has under way.</summary>
public sealed record PipelineOptions
{
    /// <summary>Most ranges that can be fetched at once.</summary>
    internal const int MaxFetchers = 1024;

    /// <summary>Bytes of blocks under way in all stages: answers, records and encoded records.</summary>
    public long BudgetBytes { get; init; } = 72L << 20;

    /// <summary>Ranges fetched at once; null takes it from the endpoints' concurrency.</summary>
    public int? Fetchers { get; init; }

    /// <summary>Blocks in one range at most; the planner takes fewer when blocks are large.</summary>
    public int MaxBlocksPerRange { get; init; } = 20;

    /// <summary>Bytes of the node's answers that a range aims at.</summary>
    public long TargetRangeBytes { get; init; } = 5L << 20;

    /// <summary>Shortest and first interval of head polling.</summary>
    public TimeSpan MinPollInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest interval of head polling.</summary>
    public TimeSpan MaxPollInterval { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Without progress for this long, the watchdog says which stage waits for what.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Checks the values.</summary>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.Configuration"/>: a value cannot be used; the message names it.</exception>
    internal void Validate()
    {
        Require(BudgetBytes >= 1, nameof(BudgetBytes), "at least 1");
        Require(Fetchers is null or >= 1 and <= MaxFetchers, nameof(Fetchers), "from 1 to 1024");
        Require(MaxBlocksPerRange is >= 1 and <= 10_000, nameof(MaxBlocksPerRange), "from 1 to 10000");
        Require(TargetRangeBytes >= 1, nameof(TargetRangeBytes), "at least 1");
        Require(MinPollInterval > TimeSpan.Zero, nameof(MinPollInterval), "longer than zero");
        Require(MaxPollInterval >= MinPollInterval && MaxPollInterval < TimeSpan.FromDays(1), nameof(MaxPollInterval), $"from {nameof(MinPollInterval)} to a day");
        Require(StallTimeout >= TimeSpan.FromMilliseconds(4) && StallTimeout < TimeSpan.FromDays(1), nameof(StallTimeout), "from 4 ms to a day");
    }

    private static void Require(bool holds, string name, string range)
    {
        if (!holds) throw new ChainSyncException(ChainSyncError.Configuration, $"Pipeline:{name} must be {range}.");
    }
}
