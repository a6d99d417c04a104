using System.Diagnostics;
using System.Globalization;

namespace HighPerfChainSync.EndToEnd;

/// <summary>Processor time and peak memory of a process, sampled while it lives: both are gone with it.</summary>
/// <remarks>Reads <c>/proc</c>; elsewhere what <see cref="Process"/> knows. What is used after the last sample, at most 20 ms, is missed.</remarks>
internal sealed class ProcessUsage : IDisposable
{
    private readonly Process _process;
    private readonly Timer _timer;

    public ProcessUsage(Process process)
    {
        _process = process;
        _timer = new Timer(_ => Sample(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
    }

    /// <summary>User and system time.</summary>
    public TimeSpan Cpu { get; private set; }

    /// <summary>Highest resident set, bytes.</summary>
    public long PeakBytes { get; private set; }

    public void Sample()
    {
        try
        {
            _process.Refresh();
            Cpu = _process.TotalProcessorTime;
            PeakBytes = Math.Max(PeakBytes, PeakResident());
        }
        catch (Exception ended) when (ended is InvalidOperationException or IOException or System.ComponentModel.Win32Exception or NotSupportedException)
        {
            // The process is gone: the last sample stands.
        }
    }

    public void Dispose() => _timer.Dispose();

    private long PeakResident()
    {
        string status = $"/proc/{_process.Id}/status";
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
