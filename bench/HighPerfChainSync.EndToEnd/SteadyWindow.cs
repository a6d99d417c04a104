using System.Diagnostics;
using System.Text.Json;

namespace HighPerfChainSync.EndToEnd;

/// <summary>The middle of one run, from one of the host's lines of progress to another: neither start-up nor the end is in it.</summary>
/// <remarks>Lines come each five seconds, so a run should last twenty. Thread: any.</remarks>
internal sealed class SteadyWindow(ProcessUsage host, ProcessUsage node, ProcessUsage? broker, long firstBlocks)
{
    private readonly Lock _lock = new();
    private Sample? _first;
    private Sample? _last;

    /// <summary>Takes note of a line of the host's log (<c>--log json</c>).</summary>
    public void Read(string line)
    {
        if (!line.Contains("\"event\":\"progress\"", StringComparison.Ordinal)) return;
        using JsonDocument log = JsonDocument.Parse(line);
        long blocks = log.RootElement.GetProperty("fields").GetProperty("Progress").GetProperty("blocks").GetInt64();
        lock (_lock)
        {
            if (blocks < firstBlocks) return;
            host.Sample();
            node.Sample();
            broker?.Sample();
            _last = new Sample(blocks, Stopwatch.GetTimestamp(), host.Cpu, node.Cpu, broker?.Cpu);
            _first ??= _last;
        }
    }

    /// <summary>What a block took between the first line behind the first blocks and the last one.</summary>
    /// <exception cref="InvalidOperationException">The run was too short for two lines.</exception>
    public SteadyState Measure(RunResult run)
    {
        lock (_lock)
        {
            if (_first is not { } first || _last is not { } last || last.Blocks <= first.Blocks)
                throw new InvalidOperationException($"{run.Sink}: {run.Blocks} blocks took only {run.Seconds:0} s, too little for two lines of progress: raise --long.");
            double blocks = last.Blocks - first.Blocks;
            double perSecond = blocks / Stopwatch.GetElapsedTime(first.Time, last.Time).TotalSeconds;
            return new SteadyState(
                run.Sink,
                perSecond,
                (last.Host - first.Host).TotalMilliseconds / blocks,
                (last.Node - first.Node).TotalMilliseconds / blocks,
                (last.Broker - first.Broker)?.TotalMilliseconds / blocks,
                run.PeakBytes / 1048576.0,
                run.PeakBytes / 1048576.0,
                run.Seconds - (run.Blocks / perSecond));
        }
    }

    private sealed record Sample(long Blocks, long Time, TimeSpan Host, TimeSpan Node, TimeSpan? Broker);
}
