using HighPerfChainSync.EndToEnd.Head;

namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>Everything that was measured on one chain.</summary>
/// <param name="Chain">Which.</param>
internal sealed record ChainFigures(string Chain)
{
    public List<Row> Rows { get; } = [];

    /// <summary>The rounds of the C program.</summary>
    public List<BareFigures> Bare { get; } = [];

    /// <summary>Latency at the head.</summary>
    public HeadFigures? Head { get; set; }

    /// <summary>The host beside the C program.</summary>
    public Ratios? Ratios => Rows.Find(static row => row.Sink == "kafka") is { } kafka ? Ratios.Of(kafka.Rounds, Bare) : null;
}
