using HighPerfChainSync.EndToEnd;
using HighPerfChainSync.EndToEnd.Brokers;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Head;
using HighPerfChainSync.EndToEnd.Reports;
using HighPerfChainSync.EndToEnd.Workloads;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.KafkaBench;

/// <summary>Latency at the head for blocks as on mainnet and for small ones, with announcements and without.</summary>
internal sealed class HeadBench(KafkaBroker broker, HeadOptions options)
{
    /// <summary>Prints percentiles. Each kind of block is run once before anything is counted.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Console.WriteLine($"{options.Blocks} blocks, one each {options.Interval.TotalMilliseconds:0} ms, after {options.WarmUp} to warm up, of each kind twice; the node takes {options.NodeLatency.TotalMilliseconds:0} ms to answer");
        Console.WriteLine();
        MarkdownTable.Head("blocks", "p50 ms", "p90 ms", "p99 ms", "largest ms", "of it fetched / encoded / committed, p50 ms", "blocks a transaction");
        int blocks = HeadRun.ChainBlocks(options);
        ReplayChain mainnet = WorkloadMaker.OpenChain(WorkloadMaker.Preferred, blocks);
        var small = new GeneratedChain(new GeneratorOptions { Shape = ChainShape.Small, Blocks = (ulong)blocks });
        string name = WorkloadMaker.Preferred == Chains.WChain ? "W-chain" : "generated, as on mainnet";
        foreach (bool isMeasured in (bool[])[false, true])
        {
            foreach (bool isAnnounced in (bool[])[false, true])
            {
                HeadOptions each = options with { IsAnnounced = isAnnounced, Blocks = isMeasured ? options.Blocks : 0 };
                string suffix = isAnnounced ? ", from newHeads" : "";
                HeadFigures ofMainnet = await new HeadRun(broker, each).MeasureAsync(mainnet, cancellation);
                if (isMeasured) Print(name + suffix, ofMainnet);
                HeadFigures ofSmall = await new HeadRun(broker, each).MeasureAsync(small, cancellation);
                if (isMeasured) Print("generated, small" + suffix, ofSmall);
            }
        }
    }

    private static void Print(string name, HeadFigures figures) => MarkdownTable.Row(
        $"{name} ({figures.Read.Count})",
        Number(figures.Percentile(50)), Number(figures.Percentile(90)), Number(figures.Percentile(99)), Number(figures.Percentile(100)),
        $"{Number(Statistic.Median(figures.Fetched))} / {Number(Statistic.Median(figures.Encoded))} / {Number(Statistic.Median(figures.Committed))}",
        MarkdownTable.Number(figures.BlocksPerCommit, "0.00"));

    private static string Number(double value) => MarkdownTable.Number(value, "0.0");
}
