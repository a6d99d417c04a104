using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;

namespace HighPerfChainSync.Chain;

/// <summary>Knows the node's newest block and waits for blocks that do not exist yet. Asks the node only when that matters.</summary>
/// <remarks>Thread: the planner's. The head never goes down: a node that is behind another only makes the stream wait.</remarks>
internal sealed class HeadTracker
{
    private readonly IBlockSource _source;
    private readonly StreamStatus _status;
    private readonly TimeProvider _time;
    private readonly PollSchedule _schedule;
    private readonly TimeSpan _refreshAfter;
    private readonly long _start;
    private TimeSpan _askedAt;
    private ulong? _head;
    private Task<ChainHead>? _refresh;

    /// <summary>Creates a tracker that knows no head yet.</summary>
    public HeadTracker(IBlockSource source, PipelineOptions options, StreamStatus status, TimeProvider time)
    {
        _source = source;
        _status = status;
        _time = time;
        _schedule = new PollSchedule(options.MinPollInterval, options.MaxPollInterval);
        _refreshAfter = options.MaxPollInterval;
        _start = time.GetTimestamp();
    }

    /// <summary>The newest block known.</summary>
    public ulong? Head => _head;

    /// <summary>Time between blocks as measured; zero before it is known.</summary>
    public TimeSpan BlockTime => _schedule.BlockTime;

    /// <summary>Asks the node now.</summary>
    public async ValueTask<ulong> RefreshAsync(CancellationToken stop)
    {
        ChainHead head = await _source.GetHeadAsync(stop).ConfigureAwait(false);
        return Note(head);
    }

    /// <summary>Waits before the next look, as long as the chain's rhythm suggests. Returns early, without an error, on <paramref name="stop"/>.</summary>
    public async ValueTask PauseAsync(CancellationToken stop) =>
        await Task.Delay(_schedule.NextDelay(Elapsed()), _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Keeps the head that is shown fresh while blocks below it are read: starts a look when the last is old, without waiting for it.</summary>
    public void RefreshInBackground(CancellationToken stop)
    {
        if (_refresh is { IsCompleted: false } || Elapsed() - _askedAt < _refreshAfter) return;
        if (_refresh is { IsCompletedSuccessfully: true }) Note(_refresh.Result);
        _askedAt = Elapsed();
        _refresh = _source.GetHeadAsync(stop).AsTask();
    }

    /// <summary>Waits for a look that is still under way, whatever comes of it: a fault shows again when the head matters.</summary>
    public async ValueTask DrainAsync()
    {
        if (_refresh is not null) await ((Task)_refresh).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private ulong Note(ChainHead head)
    {
        _askedAt = Elapsed();
        _schedule.Observe(head.Number, _askedAt);
        if (_head is not ulong known || head.Number > known)
        {
            _head = head.Number;
            _status.SetHead(head.Number);
        }

        return _head.Value;
    }

    private TimeSpan Elapsed() => _time.GetElapsedTime(_start);
}
