using System.Threading.Channels;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Pipeline;

/// <summary>Plans ranges in ascending order, and gives each to a free fetcher, to the sequencer and to those that wait for room in the budget.</summary>
/// <remarks>
/// The sequencer's channel is the window: it bounds how far fetchers run ahead.
/// </remarks>
internal sealed class RangePlanner
{
    private readonly PipelineContext _context;
    private readonly HeadTracker _head;
    private readonly ChannelReader<FetchWorker> _free;
    private readonly ChannelWriter<FetchRange> _sequencer;
    private readonly ChannelWriter<FetchRange> _room;
    private readonly ChannelReader<FetchRange> _recycled;
    private readonly StageState _state;
    private ulong _next;

    /// <summary>Creates the planner.</summary>
    /// <param name="context">What the stages share.</param>
    /// <param name="head">The node's head.</param>
    /// <param name="first">First block.</param>
    /// <param name="free">Fetchers that have nothing to do.</param>
    /// <param name="sequencer">Where ranges go in order; its capacity is the window.</param>
    /// <param name="room">Where ranges wait for room.</param>
    /// <param name="recycled">Ranges that the sequencer has emptied.</param>
    public RangePlanner(
        PipelineContext context,
        HeadTracker head,
        ulong first,
        ChannelReader<FetchWorker> free,
        ChannelWriter<FetchRange> sequencer,
        ChannelWriter<FetchRange> room,
        ChannelReader<FetchRange> recycled)
    {
        _context = context;
        _head = head;
        _next = first;
        _free = free;
        _sequencer = sequencer;
        _room = room;
        _recycled = recycled;
        _state = context.Board.Planner;
    }

    /// <summary>The first block that has not been given out. Thread: any.</summary>
    public ulong Next => Volatile.Read(ref _next);

    /// <summary>Plans until the last block wanted, or until fetching is stopped.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (!_context.Fetching.IsCancellationRequested && !(_context.To < _next))
            {
                if (!(_head.Head >= _next))
                {
                    await WaitForHeadAsync().ConfigureAwait(false);
                    continue;
                }

                KeepHeadFresh();
                _state.Set(StageActivity.WaitsForFetcher, _next);
                if (!await _free.WaitToReadAsync().ConfigureAwait(false)) break;
                if (_free.TryRead(out FetchWorker? worker)) await GiveOutAsync(worker).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException || !_context.Fetching.IsCancellationRequested)
        {
            _context.Fail(error);
        }
        catch (OperationCanceledException)
        {
            // Fetching was stopped while the node was asked for its head.
        }
        finally
        {
            _sequencer.Complete();
            _room.Complete();
            await _head.DrainAsync().ConfigureAwait(false);
            _state.Set(StageActivity.Ended);
        }
    }

    private async ValueTask WaitForHeadAsync()
    {
        _state.Set(StageActivity.WaitsForHead, _next);
        if (_head.Head is ulong head)
        {
            // More than the next block is missing: nothing is followed yet.
            bool isBeyond = _next - head > 1 && !_context.IsRewinding;
            if (isBeyond && !ReferenceEquals(_context.Board.Phase, StreamPhases.BeyondHead))
                PipelineLog.BeyondHead(_context.Logger, _context.Status.Chain, head, _next);
            SetPhase(isBeyond ? StreamPhases.BeyondHead : StreamPhases.Following);
        }

        if (_head.Seen is not null)
        {
            await _head.PauseAsync(_context.Fetching).ConfigureAwait(false);
            if (_context.Fetching.IsCancellationRequested) return;
        }

        await _head.RefreshAsync(_context.Fetching).ConfigureAwait(false);
        await CompareWithHeadAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Looks whether the node's newest block is another than the one committed at its height: a reorganisation shows so before its next
    /// block does. What another replica said a moment ago is no reason, so the node is asked again.
    /// </summary>
    private async ValueTask CompareWithHeadAsync()
    {
        if (_context.IsRewinding || _head.Seen is not { } head || !IsOther(head.Number, head.Hash, out Hash256 ours)) return;
        Hash256? theirs = await _context.Source.TryGetHashAsync(head.Number, _context.Fetching).ConfigureAwait(false);
        if (theirs is not { } hash || !IsOther(head.Number, hash, out Hash256 still) || still != ours) return;
        _context.TryBreak(ChainBreak.OtherLast(head.Number, ours, hash));
    }

    private bool IsOther(ulong number, Hash256 hash, out Hash256 ours) =>
        _context.Window.TryGetLast(out ulong last, out ours) && last == number && ours != hash;

    /// <summary>Says what the stream is about, unless it is about a reorganisation.</summary>
    private void SetPhase(string phase)
    {
        if (!_context.IsRewinding) _context.Board.Phase = phase;
    }

    private void KeepHeadFresh()
    {
        // Many blocks behind: say so. A few are the normal life at the head.
        if (_head.Head - _next >= (ulong)_context.Options.MaxBlocksPerRange) SetPhase(StreamPhases.Syncing);
        if (!(_context.To <= _head.Head)) _head.RefreshInBackground(_context.Fetching);
    }

    /// <summary>Plans one range and gives it to a worker.</summary>
    private async ValueTask GiveOutAsync(FetchWorker worker)
    {
        ulong last = Math.Min(_head.Head!.Value, _context.To ?? ulong.MaxValue);
        int count = _context.Sizer.NextCount(last - _next);
        if (!_recycled.TryRead(out FetchRange? range)) range = new FetchRange(_context.Options.MaxBlocksPerRange);
        range.Plan(_next, count);
        Volatile.Write(ref _next, _next + (ulong)count);
        _state.Set(StageActivity.WaitsForOutput, range.First);
        await _sequencer.WriteAsync(range).ConfigureAwait(false);
        await _room.WriteAsync(range).ConfigureAwait(false);
        worker.Assign(range);
    }
}
