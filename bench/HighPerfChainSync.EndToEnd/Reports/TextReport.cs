using System.Globalization;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Head;

namespace HighPerfChainSync.EndToEnd.Reports;

/// <summary>Prints the figures as tables.</summary>
internal static class TextReport
{
    /// <summary>Prints all of them.</summary>
    public static void Print(TextWriter output, EndToEndFigures figures, EndToEndOptions options)
    {
        foreach (ChainFigures chain in figures.Chains)
        {
            output.WriteLine();
            output.WriteLine($"## {Chains.Title(chain.Chain)}");
            output.WriteLine();
            output.WriteLine(Method(options));
            PrintTable(output, "sink", chain, Figure.Rates);
            PrintTable(output, "host CPU ms/block", chain, Figure.Stages);
            PrintTable(output, "memory and start", chain, Figure.Memory);
            if (options.IsComparison) VariantComparison.Print(output, chain.Rows);
            if (chain.Ratios is { } ratios) PrintKafka(output, chain, ratios);
            if (chain.FileRatios is { } files) PrintFiles(output, chain, files);
            if (chain.Head is { } head) PrintHead(output, head);
        }

        output.WriteLine();
        output.WriteLine($"Host: {figures.Host.Description}.");
        if (figures.Broker is not null) output.WriteLine($"Broker: {figures.Broker}.");
        foreach (LeftOut what in figures.LeftOut) output.WriteLine($"Left out: {what.What}, since {what.Why}.");
    }

    private static string Method(EndToEndOptions options)
    {
        string runs = $"The difference of runs of {options.LongBlocks} and {options.ShortBlocks} blocks";
        return options.Rounds == 1 ? $"{runs}; one round, so without a spread." : $"{runs}; the median of {options.Rounds} rounds (their least–most).";
    }

    private static void PrintTable(TextWriter output, string corner, ChainFigures chain, IReadOnlyList<Figure> columns)
    {
        output.WriteLine();
        MarkdownTable.Head(output, [corner, .. columns.Select(static column => column.Title)]);
        foreach (Row row in chain.Rows)
            MarkdownTable.Row(output, [row.Name, .. columns.Select(column => column.In(row.Rounds)?.ToText(column.Format) ?? "–")]);
    }

    private static void PrintBare(TextWriter output, string corner, string name, List<BareFigures> bare, IReadOnlyList<SteadyState> host)
    {
        output.WriteLine();
        MarkdownTable.Head(output, corner, "blocks/s", "CPU ms/block", "broker ms/block");
        MarkdownTable.Row(output, name, Text(bare, static run => run.BlocksPerSecond, "0"), Text(bare, static run => run.CpuMsPerBlock, "0.00"), Text(bare, static run => run.BrokerMsPerBlock, "0.00"));
        MarkdownTable.Row(output, "chainsync", Text(host, static run => run.BlocksPerSecond, "0"), Text(host, static run => run.HostMsPerBlock, "0.00"), Text(host, static run => run.BrokerMsPerBlock, "0.00"));
        output.WriteLine();
    }

    private static void PrintFiles(TextWriter output, ChainFigures chain, Ratios ratios)
    {
        PrintBare(output, "into files", "ready-made records, written and made durable", chain.BareFiles, chain.Rows.Find(static row => row.Sink == "ndjson")!.Rounds);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Blocks/s, chainsync / ready-made records: {ratios.Rate.ToText("0.00")}."));
    }

    private static void PrintKafka(TextWriter output, ChainFigures chain, Ratios ratios)
    {
        PrintBare(output, "into Kafka", "the bare C producer, ready-made records", chain.Bare, chain.Rows.Find(static row => row.Sink == "kafka")!.Rounds);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"CPU, chainsync / C producer: {ratios.Cpu.ToText("0.00")}; the goal on the W-chain, with default settings, is {Ratios.CpuGoal:0.00} or less."));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Blocks/s, chainsync / C producer: {ratios.Rate.ToText("0.00")}; the goal on the W-chain, with default settings, is {Ratios.RateGoal:0.00} or more."));
    }

    private static void PrintHead(TextWriter output, HeadFigures head)
    {
        string Number(double value) => MarkdownTable.Number(value, "0.0");
        output.WriteLine();
        MarkdownTable.Head(output, "at the head, until a consumer has the block", "p50 ms", "p90 ms", "p99 ms", "largest ms", "of it fetched / encoded / committed, p50 ms");
        MarkdownTable.Row(
            output,
            $"{head.Read.Count} blocks", Number(head.Percentile(50)), Number(head.Percentile(90)), Number(head.Percentile(99)), Number(head.Percentile(100)),
            $"{Number(Statistic.Median(head.Fetched))} / {Number(Statistic.Median(head.Encoded))} / {Number(Statistic.Median(head.Committed))}");
    }

    private static string Text<T>(IEnumerable<T> rounds, Func<T, double?> of, string format) => Spread.Of(rounds.Select(of))?.ToText(format) ?? "–";
}
