using System.Diagnostics;
using System.Globalization;

namespace HighPerfChainSync.EndToEnd.Processes;

/// <summary>Processor time and peak memory of a process, sampled while it lives: both are gone with it.</summary>
/// <remarks>Reads <c>/proc</c>; elsewhere what <see cref="Process"/> knows. What is used after the last sample, at most 20 ms, is missed. Thread: any.</remarks>
internal sealed class ProcessUsage : IDisposable
{
    /// <summary>Threads are many, and their clock is coarse.</summary>
    private const int SamplesPerThreadReading = 10;

    private readonly Lock _lock = new();
    private readonly Process _process;
    private readonly ThreadTimes? _threads;
    private readonly Timer _timer;
    private int _samples;

    /// <param name="process">The process; it stays the caller's.</param>
    /// <param name="byThread">Whether threads are told apart.</param>
    public ProcessUsage(Process process, bool byThread = false)
    {
        _process = process;
        _threads = byThread ? new ThreadTimes() : null;
        _timer = new Timer(_ => Sample(isOwn: true), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
    }

    /// <summary>User and system time.</summary>
    public TimeSpan Cpu { get; private set; }

    /// <summary>Highest resident set, bytes.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Seconds of librdkafka's threads, where threads are told apart.</summary>
    public double LibrdkafkaSeconds { get; private set; }

    /// <summary>Seconds of the runtime's compiler thread, where threads are told apart.</summary>
    public double CompilerSeconds { get; private set; }

    /// <summary>Takes a sample now.</summary>
    public void Sample() => Sample(isOwn: false);

    public void Dispose() => _timer.Dispose();

    private void Sample(bool isOwn)
    {
        lock (_lock)
        {
            try
            {
                _process.Refresh();
                Cpu = _process.TotalProcessorTime;
                PeakBytes = Math.Max(PeakBytes, PeakResident());
                if (_threads is null || (isOwn && _samples++ % SamplesPerThreadReading != 0)) return;
                _threads.Read(_process.Id);
                LibrdkafkaSeconds = _threads.Librdkafka;
                CompilerSeconds = _threads.Compiler;
            }
            catch (Exception ended) when (ended is InvalidOperationException or IOException or System.ComponentModel.Win32Exception or NotSupportedException)
            {
                // The process is gone: the last sample stands.
            }
        }
    }

    private long PeakResident()
    {
        string status = string.Create(CultureInfo.InvariantCulture, $"/proc/{_process.Id}/status");
        if (!File.Exists(status)) return _process.PeakWorkingSet64;
        foreach (string line in File.ReadLines(status))
        {
            if (!line.StartsWith("VmHWM:", StringComparison.Ordinal)) continue;
            string kilobytes = line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim();
            return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
        }

        return 0;
    }
}
