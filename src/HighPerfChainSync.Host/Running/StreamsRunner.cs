using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host.Display;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Running;

/// <summary>Runs the streams side by side and turns how they end into an exit code. A failing stream ends the others in order.</summary>
internal sealed class StreamsRunner(
    IReadOnlyList<StreamRun> streams,
    ShutdownSignals signals,
    IProgressDisplay display,
    ILogger<StreamsRunner> logger,
    TimeProvider time)
{
    private int _failure;

    /// <summary>Runs until every stream has ended.</summary>
    /// <returns>The exit code: of the abort, else of the first failure, else 0.</returns>
    public async Task<int> RunAsync()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(signals.Stop);
        using var ended = new CancellationTokenSource();
        var statuses = new List<StreamStatus>(streams.Count);
        foreach (StreamRun stream in streams) statuses.Add(stream.Status);
        long started = time.GetTimestamp();
        Task shown = display.RunAsync(statuses, ended.Token);
        var running = new List<Task>(streams.Count);
        foreach (StreamRun stream in streams)
        {
            running.Add(Task.Run(() => RunOneAsync(stream, stop), CancellationToken.None));
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await shown.ConfigureAwait(false);
        Report(time.GetElapsedTime(started));
        return signals.AbortCode ?? Volatile.Read(ref _failure);
    }

    private async Task RunOneAsync(StreamRun stream, CancellationTokenSource stop)
    {
        try
        {
            await stream.RunAsync(stop.Token, signals.Abort).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.Abort.IsCancellationRequested)
        {
            // The second signal asked for this.
        }
        catch (ChainSyncException error)
        {
            RunningLog.Failed(logger, stream.Name, error.Error.ToString(), error.Message);
            await FailAsync(ExitCodes.Of(error), stop).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            RunningLog.Faulted(logger, error, stream.Name);
            await FailAsync(ExitCodes.Internal, stop).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(int code, CancellationTokenSource stop)
    {
        Interlocked.CompareExchange(ref _failure, code, ExitCodes.Ok);
        await stop.CancelAsync().ConfigureAwait(false);
    }

    private void Report(TimeSpan elapsed)
    {
        double seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        foreach (StreamRun stream in streams)
        {
            StreamStatus status = stream.Status;
            RunningLog.Rates(
                logger, stream.Name, status.BlocksCommitted, seconds, status.BlocksCommitted / seconds, status.RecordsCommitted / seconds);
            RunningLog.Totals(logger, stream.Name, StreamTotals.Read(status));
        }
    }
}
