namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>What was not measured, and why.</summary>
internal sealed record LeftOut(string What, string Why);
