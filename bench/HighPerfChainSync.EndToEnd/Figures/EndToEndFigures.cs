namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>Everything that was measured.</summary>
/// <param name="Chains">By chain.</param>
/// <param name="Host">Which host it was.</param>
/// <param name="Broker">Which broker it was; null for none.</param>
/// <param name="LeftOut">What was not measured.</param>
internal sealed record EndToEndFigures(IReadOnlyList<ChainFigures> Chains, MeasuredHost Host, string? Broker, IReadOnlyList<LeftOut> LeftOut);
