using HighPerfChainSync.EndToEnd.Head;

namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>Everything that was measured on one chain.</summary>
/// <param name="Chain">Which.</param>
internal sealed record ChainFigures(string Chain)
{
    public List<Row> Rows { get; } = [];

    /// <summary>The rounds of the C program.</summary>
    public List<BareFigures> Bare { get; } = [];

    /// <summary>The rounds of ready-made records into files.</summary>
    public List<BareFigures> BareFiles { get; } = [];

    /// <summary>Latency at the head.</summary>
    public HeadFigures? Head { get; set; }

    /// <summary>The host beside the C program.</summary>
    public Ratios? Ratios => RatiosOf("kafka", Bare);

    /// <summary>The host into files beside ready-made records.</summary>
    public Ratios? FileRatios => RatiosOf("ndjson", BareFiles);

    private Ratios? RatiosOf(string sink, List<BareFigures> bare) => Rows.Find(row => row.Sink == sink) is { } host ? Ratios.Of(host.Rounds, bare) : null;
}
