using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.EndToEnd;

/// <summary>Runs node, broker and host as processes of their own and measures the host from outside, as a user would.</summary>
internal sealed partial class EndToEndRunner(EndToEndOptions options)
{
    private const ulong FirstBlock = 17_000_000;
    private static readonly TimeSpan s_startLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_runLimit = TimeSpan.FromMinutes(15);

    private int _runs;

    public string Chain { get; } = options.Chain ?? (RecordedDataIsThere() ? "wchain" : "generated");

    public async Task<IReadOnlyList<SteadyState>> RunAsync()
    {
        var results = new List<SteadyState>();
        await using ChildProcess node = ChildProcess.StartAssembly("replaynode.dll", NodeArguments(), Announcement());
        string url = (await node.WaitForAnnouncementAsync(s_startLimit)).Value;
        await using KafkaBroker? broker = options.Sinks.Contains("kafka") ? await KafkaBroker.FindAsync() : null;
        foreach (string sink in options.Sinks)
        {
            if (sink == "kafka" && broker is null)
            {
                Console.WriteLine("kafka: skipped, since no broker was found (set CHAINSYNC_KAFKA=host:port).");
                continue;
            }

            IReadOnlyList<string?> levels = options.Levels;
            if (levels.Count == 0) levels = [null];
            for (int round = 0; round < options.Rounds; round++)
            {
                foreach (string? level in levels)
                {
                    results.Add(level is null
                        ? SteadyState.Between(
                            (await MeasureAsync(sink, level, options.ShortBlocks, url, node, broker)).Run,
                            (await MeasureAsync(sink, level, options.LongBlocks, url, node, broker)).Run)
                        : await MeasureLevelAsync(sink, level, url, node, broker));
                }
            }
        }

        return results;
    }

    /// <summary>Levels are compared in the middle of one run each: start-up varies by more than they do.</summary>
    private async Task<SteadyState> MeasureLevelAsync(string sink, string level, string url, ChildProcess node, KafkaBroker? broker)
    {
        (RunResult run, SteadyWindow window) = await MeasureAsync(sink, level, options.LongBlocks, url, node, broker);
        return window.Measure(run);
    }

    private async Task<(RunResult Run, SteadyWindow Window)> MeasureAsync(string sink, string? level, int blocks, string url, ChildProcess node, KafkaBroker? broker)
    {
        string directory = Directory.CreateTempSubdirectory("chainsync-bench-").FullName;
        try
        {
            using Process? brokerProcess = sink == "kafka" ? broker!.Process() : null;
            using ProcessUsage? brokerUsage = brokerProcess is null ? null : new ProcessUsage(brokerProcess);
            brokerUsage?.Sample();
            node.Usage.Sample();
            TimeSpan nodeBefore = node.Usage.Cpu;
            TimeSpan brokerBefore = brokerUsage?.Cpu ?? default;
            long start = Stopwatch.GetTimestamp();
            await using ChildProcess host = ChildProcess.StartAssembly("chainsync.dll", HostArguments(sink, level, blocks, url, directory, broker));
            var window = new SteadyWindow(host.Usage, node.Usage, brokerUsage, options.ShortBlocks);
            host.LineRead += window.Read;
            await host.WaitForSuccessAsync(s_runLimit);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            node.Usage.Sample();
            brokerUsage?.Sample();
            var result = new RunResult(
                level is null ? sink : $"{sink}, verify {level}",
                blocks,
                seconds,
                host.Usage.Cpu.TotalSeconds,
                (node.Usage.Cpu - nodeBefore).TotalSeconds,
                brokerUsage is null ? null : (brokerUsage.Cpu - brokerBefore).TotalSeconds,
                host.Usage.PeakBytes);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {result.Sink}: {blocks} blocks in {seconds:0.00} s, {blocks / seconds:0} blocks/s with start-up, peak {result.PeakBytes / 1048576.0:0} MiB"));
            return (result, window);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private List<string> HostArguments(string sink, string? level, int blocks, string url, string directory, KafkaBroker? broker)
    {
        ulong last = FirstBlock + (ulong)blocks - 1;
        List<string> arguments =
        [
            "sync", "--rpc", url, "--from", FirstBlock.ToString(CultureInfo.InvariantCulture),
            "--to", last.ToString(CultureInfo.InvariantCulture),
            "--chain", $"bench_{Environment.ProcessId}_{++_runs}",
        ];
        arguments.AddRange(sink switch
        {
            "kafka" => ["--kafka", broker!.Bootstrap],
            "ndjson" => ["--out", directory],
            _ => ["--out", "null"],
        });
        if (level is not null) arguments.AddRange(["--verify", level, "--log", "json"]);
        arguments.AddRange(options.HostArguments);
        return arguments;
    }

    private List<string> NodeArguments()
    {
        List<string> arguments =
        [
            "serve", "--chain", Chain, "--blocks", options.LongBlocks.ToString(CultureInfo.InvariantCulture), "--port", "0",
        ];
        if (options.LatencyMs > 0)
            arguments.AddRange(["--latency", options.LatencyMs.ToString(CultureInfo.InvariantCulture)]);
        if (SharedData.ChainData is string recorded && Chain == "wchain") arguments.AddRange(["--chain-data", recorded]);
        return arguments;
    }

    private static bool RecordedDataIsThere() =>
        SharedData.ChainData is string recorded && Directory.Exists(Path.Combine(recorded, "ethereum"));

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Announcement();
}
