using System.Threading.Channels;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Pipeline;

/// <summary>Writes blocks to the sink and decides when to commit.</summary>
/// <remarks>
/// It commits when a limit of the sink is reached; at once when it has every block that was planned, so at the head each block is
/// committed alone; after a short linger when the next block is late, so that a transaction is never held open while the node is waited
/// for; and when the planner waits for room that is held here. A block in pieces is alone in its commit.
/// Owner of a written block: this stage, until its commit has returned.
/// </remarks>
internal sealed class SinkStage : IDisposable
{
    /// <summary>How long an open transaction waits for the next block.</summary>
    internal static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(200);

    private readonly PipelineContext _context;
    private readonly Channel<BlockData?> _input;
    private readonly IBlockSink _sink;
    private readonly RangePlanner _planner;
    private readonly SinkLimits _limits;
    private readonly TimeSpan _linger;
    private readonly ITimer _wake;
    private readonly StageState _state;
    private readonly List<BlockData> _open = [];
    private readonly CommitTally _tally;
    private long _openedAt;
    private long _openCharge;
    private long _openBytes;
    private long _openRecords;
    private ulong _last;

    /// <summary>Creates the stage.</summary>
    public SinkStage(PipelineContext context, Channel<BlockData?> input, IBlockSink sink, RangePlanner planner, EntitySet entities)
    {
        _context = context;
        _input = input;
        _sink = sink;
        _planner = planner;
        _limits = sink.Limits;
        _linger = _limits.MaxDelay < Linger ? _limits.MaxDelay : Linger;
        _tally = new CommitTally(entities);
        _state = context.Board.Sink;
        // A null in the channel is the timer's call to look again, so that the stage has one thing to wait for. When the channel is
        // full the call is dropped: then there are blocks, and the stage looks again anyway.
        _wake = context.Time.CreateTimer(static input => ((ChannelWriter<BlockData?>)input!).TryWrite(null), input.Writer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Blocks that were written and not committed, after an error or an abort. They stay lent until the sink is closed.</summary>
    public IReadOnlyList<BlockData> Uncommitted => _open;

    /// <summary>Writes and commits until the blocks end. After an error it drops what comes.</summary>
    /// <param name="abort">Ends writing without a commit.</param>
    public async Task RunAsync(CancellationToken abort)
    {
        try
        {
            await WriteAllAsync(abort).ConfigureAwait(false);
            if (_open.Count > 0) await CommitAsync(abort).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            _context.StopFetching();
        }
        catch (Exception error)
        {
            _context.Fail(error);
        }

        // After an error the sink may still read what it was lent, but encodes no more of it.
        foreach (BlockData block in _open) block.Pieces?.Release();
        await DropRestAsync().ConfigureAwait(false);
        _state.Set(StageActivity.Ended);
    }

    /// <summary>Gives the uncommitted blocks back. Only when the sink no longer reads them.</summary>
    public void DiscardUncommitted()
    {
        foreach (BlockData block in _open) _context.Discard(block);
        _open.Clear();
    }

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
                if (block.IsInPieces) await CommitBeforeAsync(block, abort).ConfigureAwait(false);
                await WriteAsync(block, abort).ConfigureAwait(false);
                if (block.IsInPieces || IsFull()) await CommitAsync(abort).ConfigureAwait(false);
            }

            if (_open.Count == 0)
            {
                _state.Set(StageActivity.WaitsForInput);
                continue;
            }

            TimeSpan open = _context.Time.GetElapsedTime(_openedAt);
            if (open >= _linger || _planner.Next == _last + 1) await CommitAsync(abort).ConfigureAwait(false);
            else _wake.Change(_linger - open, Timeout.InfiniteTimeSpan);
            _state.Set(StageActivity.WaitsForInput);
        }
    }

    private ValueTask WriteAsync(BlockData block, CancellationToken abort)
    {
        if (_open.Count == 0) _openedAt = _context.Time.GetTimestamp();
        _open.Add(block);
        abort.ThrowIfCancellationRequested();
        _last = block.Header.Number;
        _openCharge += block.ChargedBytes;
        _openBytes += block.Encoded.TotalBytes;
        _openRecords += _tally.CountOf(block);
        _state.Set(StageActivity.Writes, _last);
        return _sink.WriteAsync(block, abort);
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
        || _openBytes >= _limits.MaxBytes
        || _openRecords >= _limits.MaxRecords
        || (_context.Budget.IsAwaited && _openCharge >= _context.Budget.LimitBytes / 2)
        || _context.Time.GetElapsedTime(_openedAt) >= _limits.MaxDelay;

    private async ValueTask CommitAsync(CancellationToken abort)
    {
        abort.ThrowIfCancellationRequested();
        _state.Set(StageActivity.Commits, _last);
        long start = _context.Time.GetTimestamp();
        await _sink.CommitAsync(abort).ConfigureAwait(false);
        _tally.Report(_context.Metrics, _open, _context.Time.GetElapsedTime(start));
        _openCharge = _openBytes = _openRecords = 0;
        DiscardUncommitted();
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
