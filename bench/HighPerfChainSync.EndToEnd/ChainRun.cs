using HighPerfChainSync.EndToEnd.Brokers;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Head;
using HighPerfChainSync.EndToEnd.Hosts;
using HighPerfChainSync.EndToEnd.Producers;
using HighPerfChainSync.EndToEnd.Workloads;

namespace HighPerfChainSync.EndToEnd;

/// <summary>Measures everything on one chain.</summary>
/// <param name="options">What.</param>
/// <param name="sinks">The sinks that there are.</param>
/// <param name="host">What is measured.</param>
/// <param name="broker">For Kafka.</param>
/// <param name="program">The C producer, where it is to run.</param>
/// <param name="measureHead">Whether latency at the head is measured.</param>
internal sealed class ChainRun(EndToEndOptions options, IReadOnlyList<string> sinks, HostProgram host, KafkaBroker? broker, BareProgram? program, bool measureHead)
{
    /// <summary>
    /// Blocks that the node has above the longest run: the last ones below its head are asked for without their receipts, which holds the records of whole
    /// ranges and lets the pools grow. That is the end of a backfill, not its steady state.
    /// </summary>
    private const int BlocksAbove = 200;

    private static readonly HeadOptions s_head = new() { WarmUp = 300, Blocks = 0, Interval = TimeSpan.FromMilliseconds(100) };

    private readonly HostRun _host = new(options, host, broker);

    /// <summary>Runs all rounds.</summary>
    public async Task<ChainFigures> RunAsync(string chain, CancellationToken cancellation)
    {
        var figures = new ChainFigures(chain);
        var nodes = new Dictionary<int, MeasuredNode>();
        try
        {
            foreach (int latency in options.Variants.Select(static variant => variant.LatencyMs).Distinct())
                nodes[latency] = await MeasuredNode.StartAsync(chain, options.LongBlocks + BlocksAbove, latency, cancellation);
            await using BareRun? bare = program is null ? null : await BareRun.CreateAsync(program, broker!, chain, options, cancellation);
            BareFileRun? files = sinks.Contains("ndjson") && !options.IsComparison ? new BareFileRun(chain, options) : null;
            foreach ((int latency, MeasuredNode node) in nodes) await WarmUpAsync(latency, node, cancellation);
            List<Func<Task>> turns = Turns(figures, nodes, bare, files, cancellation);
            for (int round = 0; round < options.Rounds; round++)
            {
                Console.WriteLine($"{chain}, round {round + 1} of {options.Rounds}");
                // Begun by another one each time: what follows a rival finds the machine as the rival left it.
                for (int i = 0; i < turns.Count; i++) await turns[(round + i) % turns.Count]();
            }
        }
        finally
        {
            foreach (MeasuredNode node in nodes.Values) await node.DisposeAsync();
        }

        if (measureHead) figures.Head = await MeasureHeadAsync(chain, cancellation);
        return figures;
    }

    /// <summary>A run that is not counted: node and broker compile their code in it, which would make the first short run dearer than the long one.</summary>
    private async Task WarmUpAsync(int latency, MeasuredNode node, CancellationToken cancellation)
    {
        string sink = sinks.Contains("kafka") ? "kafka" : sinks[0];
        Console.WriteLine("to warm up");
        await _host.MeasureAsync(sink, new Variant(null, latency), options.ShortBlocks, node, cancellation);
    }

    private List<Func<Task>> Turns(ChainFigures figures, Dictionary<int, MeasuredNode> nodes, BareRun? bare, BareFileRun? files, CancellationToken cancellation)
    {
        var turns = new List<Func<Task>>();
        foreach (string sink in sinks)
        {
            foreach (Variant variant in options.Variants)
            {
                var row = new Row(sink, variant);
                figures.Rows.Add(row);
                turns.Add(async () => row.Rounds.Add(await MeasureAsync(row, nodes[variant.LatencyMs], cancellation)));
            }
        }

        if (bare is not null) turns.Add(() => Task.Run(() => figures.Bare.Add(bare.Measure()), cancellation));
        if (files is not null) turns.Add(() => Task.Run(() => figures.BareFiles.Add(files.Measure()), cancellation));
        return turns;
    }

    private async Task<SteadyState> MeasureAsync(Row row, MeasuredNode node, CancellationToken cancellation)
    {
        RunResult shorter = await _host.MeasureAsync(row.Sink, row.Variant, options.ShortBlocks, node, cancellation);
        RunResult longer = await _host.MeasureAsync(row.Sink, row.Variant, options.LongBlocks, node, cancellation);
        return SteadyState.Between(shorter, longer);
    }

    private async Task<HeadFigures> MeasureHeadAsync(string chain, CancellationToken cancellation)
    {
        HeadOptions head = s_head with { Blocks = options.HeadBlocks, Compression = options.Compression };
        Console.WriteLine($"{chain}, at the head");
        return await new HeadRun(broker!, head).MeasureAsync(WorkloadMaker.OpenChain(chain, HeadRun.ChainBlocks(head)), cancellation);
    }
}
