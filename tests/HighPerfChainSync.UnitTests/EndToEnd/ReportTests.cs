using System.Text.Json;
using HighPerfChainSync.EndToEnd;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Head;
using HighPerfChainSync.EndToEnd.Reports;

namespace HighPerfChainSync.UnitTests.EndToEnd;

public sealed class ReportTests
{
    private static readonly Variant s_plain = new(null, 0);

    [Fact]
    public void Ratios_are_taken_round_by_round()
    {
        Ratios ratios = Ratios.Of(
            [Samples.Steady(msPerBlock: 2), Samples.Steady(msPerBlock: 4)],
            [BareFigures.Of(1000, 1, 5, null, 1050), BareFigures.Of(1000, 2, 20, null, 1050)])!;

        Assert.Equal([0.5, 0.5], ratios.Rate.Rounds, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([2, 0.5], ratios.Cpu.Rounds, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Null(Ratios.Of([Samples.Steady()], []));
    }

    [Fact]
    public void The_brokers_time_for_the_C_program_is_spread_over_the_warm_up_too()
    {
        BareFigures figures = BareFigures.Of(blocks: 1000, seconds: 2, cpuSeconds: 3, brokerSeconds: 2.1, brokerBlocks: 1050);

        Assert.Equal((500, 3, 2), (figures.BlocksPerSecond, figures.CpuMsPerBlock, Math.Round(figures.BrokerMsPerBlock!.Value, 9)));
        Assert.Null(BareFigures.Of(1000, 2, 3, null, 1050).BrokerMsPerBlock);
    }

    [Fact]
    public void Variants_are_compared_with_the_first_one_of_their_sink()
    {
        var first = new Row("null", new Variant("none", 0));
        var second = new Row("null", new Variant("roots", 50));
        first.Rounds.AddRange([Samples.Steady(msPerBlock: 2), Samples.Steady(msPerBlock: 2)]);
        second.Rounds.AddRange([Samples.Steady(msPerBlock: 4), Samples.Steady(msPerBlock: 8)]);

        Assert.Equal([0.5, 0.25], VariantComparison.RateOf(first, second)!.Rounds, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(0, VariantComparison.CostBeyond(first, second)!.Median, 6);
        Assert.Equal("null, verify roots, node 50 ms", second.Name);
    }

    [Fact]
    public void The_document_has_every_figure_of_every_row()
    {
        var chain = new ChainFigures(Chains.WChain) { Head = new HeadFigures { BlocksPerCommit = 1 } };
        chain.Head.Read.AddRange([5, 1, 3]);
        var row = new Row("kafka", s_plain);
        row.Rounds.AddRange([Samples.Steady(msPerBlock: 2), Samples.Steady(msPerBlock: 4)]);
        chain.Rows.Add(row);
        chain.Bare.AddRange([BareFigures.Of(1000, 1, 5, null, 1050), BareFigures.Of(1000, 1, 5, null, 1050)]);

        var files = new Row("ndjson", s_plain);
        files.Rounds.AddRange([Samples.Steady(msPerBlock: 2), Samples.Steady(msPerBlock: 4)]);
        chain.Rows.Add(files);
        chain.BareFiles.AddRange([BareFigures.Of(1000, 0.5, 1, null, 1000), BareFigures.Of(1000, 0.5, 1, null, 1000)]);

        using JsonDocument document = JsonDocument.Parse(JsonReport.Write(
            new EndToEndFigures([chain], new MeasuredHost(HostOrigin.BuildOutput, false, "there is no compiler"), "a broker", [new LeftOut("ndjson", "nobody asked")]), RunnerCommandTests.Parse("--json", "x")));
        JsonElement root = document.RootElement;

        Assert.Equal("a broker", root.GetProperty("broker").GetString());
        JsonElement host = root.GetProperty("host");
        Assert.Equal("buildOutput", host.GetProperty("origin").GetString());
        Assert.False(host.GetProperty("compiledAhead").GetBoolean());
        Assert.Equal("there is no compiler", host.GetProperty("whyNotPublished").GetString());
        Assert.Equal("nobody asked", root.GetProperty("leftOut")[0].GetProperty("why").GetString());
        Assert.Equal(6000, root.GetProperty("options").GetProperty("longBlocks").GetInt32());
        JsonElement only = root.GetProperty("chains")[0];
        JsonElement figures = only.GetProperty("rows")[0].GetProperty("figures");
        Assert.Equal(Figure.All.Count, Figure.All.Select(static figure => figure.Key).Distinct().Count());
        foreach (Figure figure in Figure.All)
        {
            bool isThere = figure.In(row.Rounds) is not null;
            Assert.Equal(isThere ? JsonValueKind.Object : JsonValueKind.Null, figures.GetProperty(figure.Key).ValueKind);
        }

        JsonElement rate = figures.GetProperty("blocksPerSecond");
        Assert.Equal(375, rate.GetProperty("median").GetDouble(), 6);
        Assert.Equal(250, rate.GetProperty("least").GetDouble(), 6);
        Assert.Equal(500, rate.GetProperty("most").GetDouble(), 6);
        Assert.Equal(2, rate.GetProperty("rounds").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, figures.GetProperty("brokerMsPerBlock").ValueKind);
        Assert.Equal(0.375, only.GetProperty("ratiosToBareProducer").GetProperty("blocksPerSecond").GetProperty("median").GetDouble(), 6);
        Assert.Equal(2000, only.GetProperty("readyMadeFiles").GetProperty("blocksPerSecond").GetProperty("median").GetDouble(), 6);
        Assert.Equal(0.1875, only.GetProperty("ratiosToReadyMadeFiles").GetProperty("blocksPerSecond").GetProperty("median").GetDouble(), 6);
        Assert.Equal(3, only.GetProperty("head").GetProperty("p50Ms").GetDouble());
        Assert.Equal(5, only.GetProperty("head").GetProperty("p99Ms").GetDouble());
        Assert.Equal(JsonValueKind.Null, only.GetProperty("head").GetProperty("fetchedP50Ms").ValueKind);
    }

    [Fact]
    public void Tables_show_every_figure_and_what_is_left_out()
    {
        var chain = new ChainFigures(Chains.Generated);
        var row = new Row("null", s_plain);
        row.Rounds.Add(Samples.Steady());
        chain.Rows.Add(row);
        var files = new Row("ndjson", s_plain);
        files.Rounds.Add(Samples.Steady(msPerBlock: 4));
        chain.Rows.Add(files);
        chain.BareFiles.Add(BareFigures.Of(1000, 2, 1, null, 1000));
        using var output = new StringWriter();

        TextReport.Print(output, new EndToEndFigures([chain], new MeasuredHost(HostOrigin.Published, true), null, [new LeftOut("kafka", "there is none")]), RunnerCommandTests.Parse());

        string text = output.ToString();
        foreach (Figure figure in Figure.All) Assert.Contains(figure.Title, text, StringComparison.Ordinal);
        Assert.Contains("| null | 500 | 2,000 | 5,000 | 1000 | 1500 | 10.00 | 1.00 | – |", text, StringComparison.Ordinal);
        Assert.Contains("Host: as dotnet publish -c Release makes it, compiled ahead of time.", text, StringComparison.Ordinal);
        Assert.Contains("Left out: kafka, since there is none.", text, StringComparison.Ordinal);
        Assert.Contains("| ready-made records, written and made durable | 500 | 1.00 | – |", text, StringComparison.Ordinal);
        Assert.Contains("Blocks/s, chainsync / ready-made records: 0.50.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("C producer", text, StringComparison.Ordinal);
    }
}
