using System.Diagnostics;

namespace HighPerfChainSync.FaultHarness.Running;

/// <summary>Waits for parts of a millisecond too: a commit takes a few of them.</summary>
internal static class PreciseDelay
{
    private static readonly TimeSpan s_spin = TimeSpan.FromMilliseconds(2);

    public static async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        if (delay > s_spin) await Task.Delay(delay - s_spin, cancellationToken);
        while (waited.Elapsed < delay) Thread.SpinWait(20);
    }
}
