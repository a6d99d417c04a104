using HighPerfChainSync.EndToEnd.Brokers;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Hosts;
using HighPerfChainSync.EndToEnd.Producers;

namespace HighPerfChainSync.EndToEnd;

/// <summary>Measures all chains, and says what is left out.</summary>
internal sealed class EndToEndRunner(EndToEndOptions options)
{
    /// <summary>Runs everything.</summary>
    public async Task<EndToEndFigures> RunAsync(CancellationToken cancellation)
    {
        var leftOut = new List<LeftOut>();
        List<string> chains = [.. options.Chains.Where(chain => IsThere(chain, leftOut))];
        using HostProgram host = await HostProgram.GetAsync(options.Host, cancellation);
        Console.WriteLine($"host: {host.Identity.Description}");
        await using KafkaBroker? broker = options.Sinks.Contains("kafka") ? await FindBrokerAsync(leftOut) : null;
        List<string> sinks = [.. options.Sinks.Where(sink => sink != "kafka" || broker is not null)];
        if (broker is not null) Console.WriteLine($"broker: {broker.Description}");
        using BareProgram? program = broker is null ? null : TryBuild(broker, leftOut);
        bool measureHead = broker is not null && IsHeadMeasured(broker, leftOut);
        var run = new ChainRun(options, sinks, host, broker, program, measureHead);
        var figures = new List<ChainFigures>();
        if (sinks.Count == 0) return new EndToEndFigures([], host.Identity, null, leftOut);
        foreach (string chain in chains) figures.Add(await run.RunAsync(chain, cancellation));
        return new EndToEndFigures(figures, host.Identity, broker?.Description, leftOut);
    }

    private static bool IsThere(string chain, List<LeftOut> leftOut)
    {
        if (chain != Chains.WChain || Chains.RecordedData is not null) return true;
        leftOut.Add(new LeftOut(chain, "the recorded blocks are not there (CHAINSYNC_SHARED)"));
        return false;
    }

    private static async Task<KafkaBroker?> FindBrokerAsync(List<LeftOut> leftOut)
    {
        try
        {
            // Topics are removed after each run: without this their files would stay for another minute.
            return await KafkaBroker.FindAsync([new("log.segment.delete.delay.ms", "1000")]) ?? await KafkaBroker.StartEmbeddedAsync();
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException)
        {
            leftOut.Add(new LeftOut("kafka", $"no broker could be started: {error.Message}"));
            return null;
        }
    }

    private BareProgram? TryBuild(KafkaBroker broker, List<LeftOut> leftOut)
    {
        string? whyNot = null;
        BareProgram? program = null;
        if (!options.HasBareProducer) whyNot = "not wanted (--no-bare-producer)";
        else if (options.IsComparison) whyNot = "variants are compared with each other";
        else if (broker.IsEmbedded) whyNot = "the embedded Kafka is no broker to compare on";
        else (program, whyNot) = BareProgram.TryBuild();
        if (whyNot is not null) leftOut.Add(new LeftOut("the bare C producer", whyNot));
        return program;
    }

    private bool IsHeadMeasured(KafkaBroker broker, List<LeftOut> leftOut)
    {
        string? whyNot = null;
        if (options.HeadBlocks == 0) whyNot = "not wanted (--head 0)";
        else if (options.IsComparison) whyNot = "variants are compared with each other";
        else if (broker.IsEmbedded) whyNot = "the embedded Kafka shows records before they are committed";
        if (whyNot is not null) leftOut.Add(new LeftOut("latency at the head", whyNot));
        return whyNot is null;
    }
}
