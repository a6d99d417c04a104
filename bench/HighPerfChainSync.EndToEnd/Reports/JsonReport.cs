using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Head;

namespace HighPerfChainSync.EndToEnd.Reports;

/// <summary>The figures for machines: each with its median, least and most, and every round.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };
    private static readonly double[] s_percentiles = [50, 90, 99, 100];

    /// <summary>Makes the document.</summary>
    public static string Write(EndToEndFigures figures, EndToEndOptions options) => new JsonObject
    {
        ["machine"] = new JsonObject
        {
            ["processors"] = Environment.ProcessorCount,
            ["system"] = RuntimeInformation.OSDescription,
            ["runtime"] = RuntimeInformation.FrameworkDescription,
        },
        ["options"] = OptionsOf(options),
        ["method"] = "the difference of the long and the short run",
        ["host"] = new JsonObject
        {
            ["origin"] = figures.Host.OriginName,
            ["compiledAhead"] = figures.Host.IsCompiledAhead,
            ["whyNotPublished"] = figures.Host.WhyNotPublished,
        },
        ["broker"] = figures.Broker,
        ["leftOut"] = Array(figures.LeftOut, static left => new JsonObject { ["what"] = left.What, ["why"] = left.Why }),
        ["chains"] = Array(figures.Chains, OfChain),
    }.ToJsonString(s_indented);

    private static JsonObject OptionsOf(EndToEndOptions options) => new()
    {
        ["shortBlocks"] = options.ShortBlocks,
        ["longBlocks"] = options.LongBlocks,
        ["rounds"] = options.Rounds,
        ["compression"] = options.Compression,
        ["entities"] = options.Entities,
        ["hostArguments"] = Array(options.HostArguments, static argument => JsonValue.Create(argument)),
    };

    private static JsonObject OfChain(ChainFigures chain)
    {
        var json = new JsonObject { ["chain"] = chain.Chain, ["rows"] = Array(chain.Rows, OfRow) };
        if (chain.Bare.Count > 0) json["bareProducer"] = OfBare(chain.Bare);
        if (chain.Ratios is { } ratios) json["ratiosToBareProducer"] = OfRatios(ratios);
        if (chain.BareFiles.Count > 0) json["readyMadeFiles"] = OfBare(chain.BareFiles);
        if (chain.FileRatios is { } files) json["ratiosToReadyMadeFiles"] = OfRatios(files);
        if (chain.Head is { } head) json["head"] = OfHead(head);
        return json;
    }

    private static JsonObject OfBare(List<BareFigures> rounds) => new()
    {
        ["blocksPerSecond"] = Of(Spread.Of(rounds.Select(static run => (double?)run.BlocksPerSecond))),
        ["cpuMsPerBlock"] = Of(Spread.Of(rounds.Select(static run => (double?)run.CpuMsPerBlock))),
        ["brokerMsPerBlock"] = Of(Spread.Of(rounds.Select(static run => run.BrokerMsPerBlock))),
    };

    private static JsonObject OfRatios(Ratios ratios) => new() { ["cpu"] = Of(ratios.Cpu), ["blocksPerSecond"] = Of(ratios.Rate) };

    private static JsonObject OfRow(Row row)
    {
        var figures = new JsonObject();
        foreach (Figure figure in Figure.All) figures[figure.Key] = Of(figure.In(row.Rounds));
        return new JsonObject { ["sink"] = row.Sink, ["verify"] = row.Variant.Level, ["nodeLatencyMs"] = row.Variant.LatencyMs, ["figures"] = figures };
    }

    private static JsonObject OfHead(HeadFigures head)
    {
        var json = new JsonObject { ["blocks"] = head.Read.Count, ["blocksPerCommit"] = Number(head.BlocksPerCommit) };
        foreach (double percent in s_percentiles) json[$"p{percent:0}Ms"] = Number(head.Percentile(percent));
        json["fetchedP50Ms"] = Number(Statistic.Median(head.Fetched));
        json["encodedP50Ms"] = Number(Statistic.Median(head.Encoded));
        json["committedP50Ms"] = Number(Statistic.Median(head.Committed));
        return json;
    }

    private static JsonObject? Of(Spread? spread) => spread is null ? null : new JsonObject
    {
        ["median"] = spread.Median,
        ["least"] = spread.Least,
        ["most"] = spread.Most,
        ["rounds"] = Array(spread.Rounds, static value => JsonValue.Create(value)),
    };

    /// <summary>JSON has no word for what is no number.</summary>
    private static JsonValue? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode> of) => [.. items.Select(of)];
}
