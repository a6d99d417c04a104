using System.Diagnostics;
using HighPerfChainSync.EndToEnd.Producers;

namespace HighPerfChainSync.KafkaBench.Producers;

/// <summary>Measures what this process does.</summary>
internal sealed class InProcess
{
    private readonly TimeSpan _cpu;
    private readonly long _allocated;
    private readonly List<double> _commits = [];
    private readonly long _start;

    public InProcess()
    {
        GC.Collect();
        _allocated = GC.GetTotalAllocatedBytes(precise: true);
        _cpu = Environment.CpuUsage.TotalTime;
        _start = Stopwatch.GetTimestamp();
    }

    /// <summary>Runs a commit and notes how long it took.</summary>
    public void Commit(Action commit)
    {
        long start = Stopwatch.GetTimestamp();
        commit();
        _commits.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
    }

    /// <summary>Ends the measurement.</summary>
    public ProducerRun End(long messages) => new(
        messages,
        Stopwatch.GetElapsedTime(_start).TotalSeconds,
        (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds,
        GC.GetTotalAllocatedBytes(precise: true) - _allocated,
        [.. _commits]);
}
