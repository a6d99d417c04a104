using System.Diagnostics;
using HighPerfChainSync.EndToEnd.Brokers;
using HighPerfChainSync.EndToEnd.Producers;
using HighPerfChainSync.EndToEnd.Reports;
using HighPerfChainSync.EndToEnd.Workloads;
using HighPerfChainSync.KafkaBench.Producers;

namespace HighPerfChainSync.KafkaBench.Sweep;

/// <summary>Produces the same blocks with one setting after another and prints what each costs and which to use.</summary>
internal sealed class LingerSweep(KafkaBroker broker, Workload workload)
{
    /// <summary>What a setting may fall short of the highest rate and still be recommended for what it saves.</summary>
    private const double RateTolerance = 0.9;

    /// <summary>Measures all settings in each round, so that a slow minute of the machine does not fall on one of them.</summary>
    /// <param name="settings">The points.</param>
    /// <param name="rounds">How often each is measured.</param>
    /// <param name="blocks">Blocks to produce each time, rounded up to whole transactions.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(IReadOnlyList<LingerSetting> settings, int rounds, int blocks, CancellationToken cancellation)
    {
        List<LingerFigures> all = [.. settings.Select(static setting => new LingerFigures(setting))];
        for (int round = 0; round < rounds; round++)
        {
            foreach (LingerFigures figures in all)
            {
                cancellation.ThrowIfCancellationRequested();
                await MeasureAsync(figures, blocks, cancellation);
            }

            await Console.Error.WriteLineAsync($"round {round + 1} of {rounds}");
        }

        Print(all);
    }

    private async Task MeasureAsync(LingerFigures figures, int blocks, CancellationToken cancellation)
    {
        LingerSetting setting = figures.Setting;
        await using BenchStream stream = await BenchStream.CreateAsync(setting.ToOptions(broker.Bootstrap), workload.Entities, cancellation);
        using var producer = new NativeContender(stream, workload);
        producer.Run(1, setting.Blocks);
        long before = LogBytes(stream);
        TimeSpan cpuBefore = BrokerCpu();
        ProducerRun run = producer.Run((blocks + setting.Blocks - 1) / setting.Blocks, setting.Blocks);
        TimeSpan cpu = BrokerCpu() - cpuBefore;
        figures.Runs.Add(run);
        if (cpu > TimeSpan.Zero) figures.BrokerMicroseconds.Add(cpu.TotalMicroseconds / run.Messages);
        if (LogBytes(stream) - before is > 0 and long bytes) figures.WireBytes.Add((double)bytes / run.Messages);
    }

    private TimeSpan BrokerCpu()
    {
        using Process? process = broker.Process();
        return process?.TotalProcessorTime ?? TimeSpan.Zero;
    }

    private long LogBytes(BenchStream stream)
    {
        if (broker.Directory is not { } directory) return 0;
        long bytes = 0;
        foreach (string topic in stream.Topics.Names)
        {
            var partition = new DirectoryInfo(Path.Combine(directory, "node1", "data", topic + "-0"));
            if (partition.Exists) bytes += partition.EnumerateFiles("*.log").Sum(static file => file.Length);
        }

        return bytes;
    }

    private static void Print(List<LingerFigures> all)
    {
        MarkdownTable.Head(
            "linger.ms", "batch.size", "compression", "blocks a transaction", "messages/s", "MB/s on the wire",
            "CPU µs a message", "broker µs a message", "commit p50 ms", "commit p99 ms");
        foreach (LingerFigures figures in all)
        {
            LingerSetting setting = figures.Setting;
            MarkdownTable.Row(
                MarkdownTable.Number(setting.LingerMs, "0") + (setting == LingerSetting.Default ? " (default)" : ""),
                MarkdownTable.Number(setting.BatchBytes, "N0"),
                setting.Compression,
                MarkdownTable.Number(setting.Blocks, "0"),
                MarkdownTable.Number(figures.PerSecond, "N0"),
                MarkdownTable.Number(figures.WireMegabytesPerSecond, "0.0"),
                MarkdownTable.Number(figures.OwnMicroseconds, "0.00"),
                MarkdownTable.Number(figures.Broker, "0.00"),
                MarkdownTable.Number(figures.CommitMs(50), "0.0"),
                MarkdownTable.Number(figures.CommitMs(99), "0.0"));
        }

        double best = all.Max(static figures => figures.PerSecond);
        LingerFigures chosen = all.Where(figures => figures.PerSecond >= best * RateTolerance).MinBy(static figures => figures.TotalMicroseconds)!;
        Console.WriteLine();
        Console.WriteLine($"Recommended: {chosen.Setting}.");
        Console.WriteLine($"Rule: of the settings that reach {RateTolerance:P0} of the highest rate, the one with the least CPU a message, ours and the broker's together.");
    }
}
