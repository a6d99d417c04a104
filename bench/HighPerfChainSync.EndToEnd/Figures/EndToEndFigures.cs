namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>Everything that was measured.</summary>
/// <param name="Chains">By chain.</param>
/// <param name="Broker">Which broker it was; null for none.</param>
/// <param name="LeftOut">What was not measured.</param>
internal sealed record EndToEndFigures(IReadOnlyList<ChainFigures> Chains, string? Broker, IReadOnlyList<LeftOut> LeftOut);
