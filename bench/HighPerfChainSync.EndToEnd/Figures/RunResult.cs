namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>One run of the host.</summary>
/// <param name="End">What was counted at its end.</param>
/// <param name="PeakBytes">Highest resident set of the host.</param>
/// <param name="Window">The middle of the run.</param>
internal sealed record RunResult(Counters End, long PeakBytes, SteadyWindow Window);
