using System.Diagnostics;
using System.Globalization;

namespace HighPerfChainSync.FaultHarness.Hosts;

/// <summary>Memory and processor time of a host from <c>/proc</c>, sampled while it lives. Elsewhere it shows nothing.</summary>
internal sealed class HostUsage : IDisposable
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(100);

    private readonly Process _process;
    private readonly string _status;
    private readonly Timer _timer;

    public HostUsage(Process process)
    {
        _process = process;
        _status = $"/proc/{process.Id}/status";
        _timer = new Timer(static self => ((HostUsage)self!).Sample(), this, s_interval, s_interval);
    }

    /// <summary>Largest resident set so far, bytes.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>Resident set at the last sample, bytes.</summary>
    public long ResidentBytes { get; private set; }

    /// <summary>User and system time at the last sample.</summary>
    public TimeSpan Cpu { get; private set; }

    /// <summary>Takes a sample now.</summary>
    public void Sample()
    {
        try
        {
            if (!File.Exists(_status)) return;
            foreach (string line in File.ReadLines(_status))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal)) PeakBytes = Bytes(line);
                else if (line.StartsWith("VmRSS:", StringComparison.Ordinal)) ResidentBytes = Bytes(line);
            }

            _process.Refresh();
            Cpu = _process.TotalProcessorTime;
        }
        catch (Exception ended) when (ended is InvalidOperationException or IOException or System.ComponentModel.Win32Exception)
        {
            // It has ended: the last sample stands.
        }
    }

    public void Dispose() => _timer.Dispose();

    private static long Bytes(string line) =>
        long.Parse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim(" \tkB"), CultureInfo.InvariantCulture) * 1024;
}
