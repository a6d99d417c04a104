namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>One run of the host.</summary>
/// <param name="End">What was counted at its end.</param>
/// <param name="PeakBytes">Highest resident set of the host.</param>
internal sealed record RunResult(Counters End, long PeakBytes);
