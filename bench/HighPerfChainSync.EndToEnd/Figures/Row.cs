namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>One sink with one variant: a row of the tables.</summary>
/// <param name="Sink">Where the host wrote.</param>
/// <param name="Variant">What was varied.</param>
internal sealed record Row(string Sink, Variant Variant)
{
    public string Name => Variant.Name(Sink);

    /// <summary>The rounds, in order.</summary>
    public List<SteadyState> Rounds { get; } = [];
}
