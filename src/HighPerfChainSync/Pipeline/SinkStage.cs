using System.Threading.Channels;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Pipeline;

/// <summary>Writes blocks to the sink and decides when to commit.</summary>
/// <remarks>
/// It commits when a limit of the sink is reached; at once when it has every block that was planned, so at the head each block is
/// committed alone; after a short linger when the next block is late, so that a transaction is never held open while the node is waited
/// for; and when a range waits for room that is held here. A block in pieces is alone in its commit. After a reorganisation the first
/// commit is that of <see cref="BranchCommit"/>. When the chain breaks, what the node still has is committed and the rest is dropped.
/// Owner of a written block: this stage, until its commit has returned, or until it is written where the sink does not keep blocks.
/// </remarks>
internal sealed class SinkStage : IDisposable
{
    /// <summary>How long an open transaction waits for the next block.</summary>
    internal static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    private readonly PipelineContext _context;
    private readonly Channel<BlockData?> _input;
    private readonly IBlockSink _sink;
    private readonly OrderedBlocks _blocks;
    private readonly bool _keepsBlocks;
    private readonly SinkLimits _limits;
    private readonly TimeSpan _linger;
    private readonly ITimer _wake;
    private readonly StageState _state;
    private readonly OpenCommit _open;
    private readonly BranchCommit? _branch;

    /// <summary>Creates the stage.</summary>
    public SinkStage(PipelineContext context, Channel<BlockData?> input, IBlockSink sink, OrderedBlocks blocks, EntitySet entities)
    {
        _context = context;
        _input = input;
        _sink = sink;
        _blocks = blocks;
        _keepsBlocks = sink.KeepsBlocks;
        _limits = sink.Limits;
        _linger = _limits.MaxDelay < Linger ? _limits.MaxDelay : Linger;
        _open = new OpenCommit(context, entities);
        _branch = context.Rewind is { } rewind ? new BranchCommit(context, sink, blocks, _open, rewind) : null;
        _state = context.Board.Sink;
        // A null in the channel is the timer's call to look again, so that the stage has one thing to wait for. When the channel is
        // full the call is dropped: then there are blocks, and the stage looks again anyway.
        _wake = context.Time.CreateTimer(static input => ((ChannelWriter<BlockData?>)input!).TryWrite(null), input.Writer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private bool IsRewinding => _branch is { IsDone: false };

    /// <summary>Writes and commits until the blocks end. After an error it drops what comes.</summary>
    /// <param name="abort">Ends writing without a commit.</param>
    public async Task RunAsync(CancellationToken abort)
    {
        try
        {
            await WriteAllAsync(abort).ConfigureAwait(false);
            await EndAsync(abort).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            _context.StopFetching();
        }
        catch (ChainSyncException lost) when (lost.Error == ChainSyncError.CommitLost)
        {
            // The sink has dropped everything and refers to nothing.
            _open.Drop();
            _context.Metrics.Fault(lost.Error);
            _context.TryBreak(ChainBreak.Lost(_open.Last, lost));
        }
        catch (Exception error)
        {
            _context.Fail(error);
        }

        // After an error the sink may still read what it was lent, but encodes no more of it.
        foreach (BlockData block in _open.Blocks) block.Pieces?.Release();
        await DropRestAsync().ConfigureAwait(false);
        _state.Set(StageActivity.Ended);
    }

    /// <summary>Gives back what stayed lent after an error, an abort, or a stop within a rewind. Only when the sink has been closed.</summary>
    public void DiscardUncommitted() => _open.Drop();

    /// <inheritdoc/>
    public void Dispose() => _wake.Dispose();

    private async ValueTask WriteAllAsync(CancellationToken abort)
    {
        ChannelReader<BlockData?> reader = _input.Reader;
        _state.Set(StageActivity.WaitsForInput);
        while (await reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (reader.TryRead(out BlockData? block))
            {
                if (block is null) continue;
                if (!await KeepsAsync().ConfigureAwait(false))
                {
                    _context.Discard(block);
                    return;
                }

                if (IsRewinding)
                {
                    await _branch!.TakeAsync(block, abort).ConfigureAwait(false);
                    continue;
                }

                if (block.IsInPieces) await CommitBeforeAsync(block, abort).ConfigureAwait(false);
                bool isAlone = block.IsInPieces;
                await WriteAsync(block, abort).ConfigureAwait(false);
                if (!_keepsBlocks) _open.LetGo();
                if (isAlone || IsFull()) await CommitAsync(abort).ConfigureAwait(false);
            }

            if (!await KeepsAsync().ConfigureAwait(false)) return;
            await LookAsync(abort).ConfigureAwait(false);
            _state.Set(StageActivity.WaitsForInput);
        }
    }

    /// <summary>Whether blocks are still to be written: unless the chain has broken and the node no longer has those before the break.</summary>
    private ValueTask<bool> KeepsAsync()
    {
        if (_context.Break is not { } seen) return new(true);
        return IsRewinding ? new(false) : new(seen.Keeps);
    }

    /// <summary>Not an asynchronous method of its own: builds without optimisation would pay for each block.</summary>
    private ValueTask WriteAsync(BlockData block, CancellationToken abort)
    {
        _open.Add(block);
        abort.ThrowIfCancellationRequested();
        _state.Set(StageActivity.Writes, block.Header.Number);
        long cpu = ThreadCpu.Uncounted;
        ValueTask written = _sink.WriteAsync(block, abort);
        _context.Metrics.StageDone(ProcessingStage.Write, cpu);
        return written;
    }

    /// <summary>Decides, when no more blocks are here, whether to commit, to make room, or to look again later.</summary>
    private async ValueTask LookAsync(CancellationToken abort)
    {
        TimeSpan wait = Linger;
        if (IsRewinding)
        {
            await _branch!.LookAsync(abort).ConfigureAwait(false);
        }
        else if (_open.Count > 0)
        {
            wait = _linger - _open.Age;
            if (wait <= TimeSpan.Zero || _blocks.Planner.Next == _open.Last + 1 || _blocks.NeedsRoomOf(_open)) await CommitAsync(abort).ConfigureAwait(false);
        }

        if (_open.Count > 0) _wake.Change(wait, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Commits what is open, so that a block in pieces is alone.</summary>
    private async ValueTask CommitBeforeAsync(BlockData block, CancellationToken abort)
    {
        if (_open.Count == 0) return;
        try
        {
            await CommitAsync(abort).ConfigureAwait(false);
        }
        catch
        {
            _context.Discard(block);
            throw;
        }
    }

    private bool IsFull() =>
        _open.Count >= _limits.MaxBlocks
        || _open.Bytes >= _limits.MaxBytes
        || _open.Records >= _limits.MaxRecords
        || _blocks.NeedsRoomOf(_open)
        || _open.Age >= _limits.MaxDelay;

    private async ValueTask CommitAsync(CancellationToken abort)
    {
        abort.ThrowIfCancellationRequested();
        _state.Set(StageActivity.Commits, _open.Last);
        long start = _context.Time.GetTimestamp();
        long cpu = ThreadCpu.Uncounted;
        ValueTask committed = _sink.CommitAsync(abort);
        _context.Metrics.StageDone(ProcessingStage.Write, cpu);
        await committed.ConfigureAwait(false);
        _open.Committed(_context.Time.GetElapsedTime(start));
    }

    /// <summary>Commits or drops what is open when no more blocks come.</summary>
    private async ValueTask EndAsync(CancellationToken abort)
    {
        if (!await KeepsAsync().ConfigureAwait(false)) await DropOpenAsync(abort).ConfigureAwait(false);
        else if (!IsRewinding && _open.Count > 0) await CommitAsync(abort).ConfigureAwait(false);
        // A stop within a rewind: what the sink has heard of it, it drops when it is closed.
    }

    private async ValueTask DropOpenAsync(CancellationToken abort)
    {
        bool isWritten = IsRewinding ? _branch!.HasBegun : _open.Count > 0;
        if (!isWritten || await _sink.TryDropAsync(abort).ConfigureAwait(false)) _open.Drop();
        else if (!IsRewinding) await CommitAsync(abort).ConfigureAwait(false);
        else throw new ChainSyncException(ChainSyncError.Sink, $"{_sink.GetType().Name} can take blocks back, but cannot drop what has not been committed ({nameof(IBlockSink.TryDropAsync)}).");
    }

    private async ValueTask DropRestAsync()
    {
        ChannelReader<BlockData?> reader = _input.Reader;
        while (await reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (reader.TryRead(out BlockData? block))
            {
                if (block is not null) _context.Discard(block);
            }
        }
    }
}
