namespace HighPerfChainSync.FaultHarness.Running;

/// <summary>How a run goes, whatever its faults.</summary>
internal sealed record HarnessOptions
{
    /// <summary>What all choices follow from; moments do not quite, because processes are not repeated to the millisecond.</summary>
    public required int Seed { get; init; }

    /// <summary>No round begins after this.</summary>
    public required TimeSpan MaxTime { get; init; }

    /// <summary>Whether each round is shown.</summary>
    public bool IsVerbose { get; init; }

    /// <summary>Whether logs and Kafka's data stay even if nothing is wrong.</summary>
    public bool KeepsFiles { get; init; }

    /// <summary>Rounds in which the chain is reorganised, after all others.</summary>
    public int ReorgRounds { get; init; }

    /// <summary>Blocks of a stream.</summary>
    public int Blocks { get; init; } = 6000;

    /// <summary>Blocks of a stream with large blocks.</summary>
    public int LargeBlocks { get; init; } = 400;
}
