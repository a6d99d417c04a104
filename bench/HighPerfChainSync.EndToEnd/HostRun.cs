using System.Diagnostics;
using System.Globalization;
using HighPerfChainSync.EndToEnd.Brokers;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Hosts;
using HighPerfChainSync.EndToEnd.Processes;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing.Processes;

namespace HighPerfChainSync.EndToEnd;

/// <summary>Runs the host as a process of its own and measures it from outside, as a user would, and by what it says of itself.</summary>
internal sealed class HostRun(EndToEndOptions options, HostProgram program, KafkaBroker? broker)
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    private int _runs;

    /// <summary>Runs it over some blocks.</summary>
    public async Task<RunResult> MeasureAsync(string sink, Variant variant, int blocks, MeasuredNode node, CancellationToken cancellation)
    {
        string directory = Directory.CreateTempSubdirectory("chainsync-bench-").FullName;
        string chain = string.Create(CultureInfo.InvariantCulture, $"bench_{Environment.ProcessId}_{++_runs}");
        List<string> topics = sink == "kafka" ? Topics(chain) : [];
        try
        {
            if (sink == "kafka") await broker!.PrepareAsync(topics);
            List<string> arguments = HostArguments.Of(options, sink, variant, blocks, node.Url.ToString(), chain, directory, broker);
            RunResult result = await RunAsync(arguments, sink == "kafka", node, cancellation);
            if (result.End.Totals.Blocks != blocks)
                throw new InvalidOperationException($"The host committed {result.End.Totals.Blocks} blocks instead of {blocks}.");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {variant.Name(sink)}: {blocks} blocks in {result.End.Seconds:0.00} s, {blocks / result.End.Seconds:0} blocks/s with start-up, peak {result.PeakBytes / 1048576.0:0} MiB"));
            return result;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
            if (sink == "kafka") await broker!.RemoveAsync(topics);
        }
    }

    private async Task<RunResult> RunAsync(List<string> arguments, bool hasBroker, MeasuredNode node, CancellationToken cancellation)
    {
        using Process? brokerProcess = hasBroker ? broker!.Process() : null;
        using ProcessUsage? brokerUsage = brokerProcess is null ? null : new ProcessUsage(brokerProcess);
        brokerUsage?.Sample();
        node.Usage.Sample();
        TimeSpan nodeBefore = node.Usage.Cpu;
        TimeSpan? brokerBefore = brokerUsage?.Cpu;
        HostTotals? last = null;
        long start = Stopwatch.GetTimestamp();
        await using ChildProcess host = ChildProcess.Start(program.Path, arguments);
        using var hostUsage = new ProcessUsage(host.Process, byThread: true);
        Counters Count(HostTotals totals) => new(
            Stopwatch.GetElapsedTime(start).TotalSeconds,
            hostUsage.Cpu.TotalSeconds,
            (node.Usage.Cpu - nodeBefore).TotalSeconds,
            (brokerUsage?.Cpu - brokerBefore)?.TotalSeconds,
            hostUsage.LibrdkafkaSeconds,
            hostUsage.CompilerSeconds,
            totals);
        host.LineRead += line =>
        {
            if (HostTotals.TryParse(line) is not { } totals) return;
            hostUsage.Sample();
            node.Usage.Sample();
            brokerUsage?.Sample();
            Volatile.Write(ref last, totals);
        };
        await host.WaitForSuccessAsync(s_limit, cancellation);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        node.Usage.Sample();
        brokerUsage?.Sample();
        HostTotals end = Volatile.Read(ref last) ?? throw new InvalidOperationException("The host said nothing of what it did.");
        return new RunResult(Count(end) with { Seconds = seconds }, hostUsage.PeakBytes);
    }

    /// <summary>What the host's defaults make of a chain's name.</summary>
    private static List<string> Topics(string chain)
    {
        var names = new KafkaSinkOptions { BootstrapServers = "" };
        return [.. Enum.GetValues<Entity>().Select(entity => names.TopicOf(chain, entity)), names.ProgressTopicOf(chain)];
    }
}
