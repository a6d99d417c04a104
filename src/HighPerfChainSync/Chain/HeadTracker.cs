using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;

namespace HighPerfChainSync.Chain;

/// <summary>Knows the newest block that may be written and waits for blocks that do not exist yet. Asks the node only when that matters.</summary>
/// <remarks>
/// Thread: the planner's. <see cref="Head"/> never goes down by itself: a node that is behind another only makes the stream wait.
/// </remarks>
internal sealed class HeadTracker
{
    /// <summary>How often a start asks for a tag before it takes the node for one that does not know it.</summary>
    private const int TagTries = 5;

    private readonly IBlockSource _source;
    private readonly StreamStatus _status;
    private readonly TimeProvider _time;
    private readonly EmissionMode _mode;
    private readonly PollSchedule _schedule;
    private readonly TimeSpan _refreshAfter;
    private readonly long _start;
    private TimeSpan _askedAt;
    private ulong? _head;
    private bool _knowsTag;
    private uint _finalityDepth = ChainProfiles.Generic.FinalityDepth;
    private Task<ChainHead?>? _refresh;

    /// <summary>Creates a tracker that knows no head yet.</summary>
    public HeadTracker(IBlockSource source, StreamOptions options, StreamStatus status, TimeProvider time)
    {
        _source = source;
        _status = status;
        _time = time;
        _mode = options.Emit;
        _schedule = new PollSchedule(options.Pipeline.MinPollInterval, options.Pipeline.MaxPollInterval);
        _refreshAfter = options.Pipeline.MaxPollInterval;
        _start = time.GetTimestamp();
    }

    /// <summary>The newest block that may be written; null before it is known, or while there is none.</summary>
    public ulong? Head => _head;

    /// <summary>The node's last answer: its newest block, or that of the tag. It may lie below an earlier one.</summary>
    public ChainHead? Seen { get; private set; }

    /// <summary>Time between blocks as measured; zero before it is known.</summary>
    public TimeSpan BlockTime => _schedule.BlockTime;

    /// <summary>Takes over what is known of the chain.</summary>
    public void Begin(ChainProfile profile)
    {
        _finalityDepth = profile.FinalityDepth;
        _schedule.Assume(TimeSpan.FromMilliseconds(profile.BlockTime));
    }

    /// <summary>Asks the node now.</summary>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.Configuration"/>: the node has never known the tag that is to be followed.</exception>
    public async ValueTask RefreshAsync(CancellationToken stop)
    {
        for (int tries = 1; ; tries++)
        {
            ChainHead? head = await AskAsync(stop).ConfigureAwait(false);
            Note(head);
            if (head is not null || _knowsTag) return;
            if (tries == TagTries) throw UnknownTag();
            await _source.WaitForNewsAsync(_refreshAfter, stop).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Asks the node until there is a block that may be written.</summary>
    public async ValueTask<ulong> WaitForAnyAsync(CancellationToken stop)
    {
        while (true)
        {
            await RefreshAsync(stop).ConfigureAwait(false);
            if (_head is ulong head) return head;
            await PauseAsync(stop).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// Waits before the next look, as long as the chain's rhythm suggests or until the source has news. Returns early, without an error, on
    /// <paramref name="stop"/>.
    /// </summary>
    public ValueTask PauseAsync(CancellationToken stop) => _source.WaitForNewsAsync(_schedule.NextDelay(Elapsed()), stop);

    /// <summary>Keeps the head that is shown fresh while blocks below it are read: starts a look when the last is old, without waiting for it.</summary>
    public void RefreshInBackground(CancellationToken stop)
    {
        if (_refresh is { IsCompleted: false } || Elapsed() - _askedAt < _refreshAfter) return;
        if (_refresh is { IsCompletedSuccessfully: true }) Note(_refresh.Result);
        _askedAt = Elapsed();
        _refresh = AskAsync(stop).AsTask();
    }

    /// <summary>Waits for a look that is still under way, whatever comes of it: a fault shows again when the head matters.</summary>
    public async ValueTask DrainAsync()
    {
        if (_refresh is not null) await ((Task)_refresh).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Forgets the head, because the chain has been reorganised and may be shorter now.</summary>
    public void Reset()
    {
        _head = null;
        _refresh = null;
        Seen = null;
    }

    private async ValueTask<ChainHead?> AskAsync(CancellationToken stop) => _mode.Tag == BlockTag.Latest
        ? await _source.GetHeadAsync(stop).ConfigureAwait(false)
        : await _source.TryGetHeadAsync(_mode.Tag, stop).ConfigureAwait(false);

    private void Note(ChainHead? answer)
    {
        _askedAt = Elapsed();
        if (answer is not ChainHead head) return;
        _knowsTag = true;
        Seen = head;
        _schedule.Observe(head.Number, _askedAt);
        if (head.Number < _mode.Confirmations) return;
        ulong newest = head.Number - _mode.Confirmations;
        if (newest <= _head) return;
        _head = newest;
        _status.SetHead(newest);
    }

    private ChainSyncException UnknownTag() => new(
        ChainSyncError.Configuration,
        $"Blocks are to be written when they are {_mode}, but the node names no {_mode} block: asked for {TagTries} times. "
        + $"Use --emit confirmations={_finalityDepth}, which needs nothing of the node, or another node.");

    private TimeSpan Elapsed() => _time.GetElapsedTime(_start);
}
