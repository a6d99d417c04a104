namespace HighPerfChainSync.Sinks;

/// <summary>How much a sink takes between two commits. Any limit that is reached leads to a commit.</summary>
/// <param name="MaxBlocks">Whole blocks.</param>
/// <param name="MaxBytes">Encoded bytes.</param>
/// <param name="MaxDelay">Time since the first uncommitted block.</param>
/// <param name="MaxRecords">Records.</param>
public sealed record SinkLimits(int MaxBlocks, long MaxBytes, TimeSpan MaxDelay, long MaxRecords = 250_000);
