using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Display;

/// <summary>A line of the log each few seconds, for files, pipes and supervisors.</summary>
internal sealed class ProgressLines(ILogger logger, TimeProvider time) : IProgressDisplay
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async Task RunAsync(IReadOnlyList<StreamStatus> streams, CancellationToken end)
    {
        var meters = new List<ProgressMeter>(streams.Count);
        foreach (StreamStatus stream in streams) meters.Add(new ProgressMeter(stream, time));
        using var timer = new PeriodicTimer(s_interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(end).ConfigureAwait(false))
            {
                for (int i = 0; i < meters.Count; i++) Write(meters[i].Take() with { Totals = StreamTotals.Read(streams[i]) });
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The runner reports the end of each stream.
        }
    }

    private void Write(ProgressSnapshot progress) =>
        DisplayLog.Progress(logger, progress.Chain.Length > 0 ? progress.Chain : "stream", progress);
}
