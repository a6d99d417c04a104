using HighPerfChainSync.EndToEnd.Figures;

namespace HighPerfChainSync.EndToEnd.Reports;

/// <summary>What variants keep of the rate of the first one, and what they cost beyond it, sink by sink and round by round.</summary>
internal static class VariantComparison
{
    /// <summary>Prints a table.</summary>
    public static void Print(TextWriter output, IReadOnlyList<Row> rows)
    {
        output.WriteLine();
        MarkdownTable.Head(output, "compared with the first", "blocks/s of the first's", "host CPU ms/block more");
        foreach (Row row in rows)
        {
            Row first = rows.First(other => other.Sink == row.Sink);
            MarkdownTable.Row(output, row.Name, RateOf(first, row)?.ToText("P0") ?? "–", CostBeyond(first, row)?.ToText("0.00") ?? "–");
        }
    }

    /// <summary>The rate as a part of the first one's.</summary>
    internal static Spread? RateOf(Row first, Row row) =>
        Spread.Of(first.Rounds.Zip(row.Rounds, static (a, b) => (double?)(b.BlocksPerSecond / a.BlocksPerSecond)));

    /// <summary>Processor time of the host beyond the first one's, milliseconds a block.</summary>
    internal static Spread? CostBeyond(Row first, Row row) =>
        Spread.Of(first.Rounds.Zip(row.Rounds, static (a, b) => (double?)(b.HostMsPerBlock - a.HostMsPerBlock)));
}
