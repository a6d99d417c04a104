using System.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Pipeline;

/// <summary>Takes committed blocks back and writes the branch that replaces them, in one commit.</summary>
/// <remarks>
/// The new branch is collected first, and the sink hears of it when its last block is there: no transaction is open while the node is
/// waited for. Only where the byte budget does not hold the branch does the sink get what is there, let go of it, and get the rest as it
/// comes; so no wait for room depends on a commit that waits for room. Thread: the sink stage's.
/// </remarks>
internal sealed class BranchCommit
{
    private readonly PipelineContext _context;
    private readonly IBlockSink _sink;
    private readonly OrderedBlocks _blocks;
    private readonly OpenCommit _open;
    private readonly Rewind _rewind;
    private readonly StageState _state;
    private StreamProgress _ancestor;
    private int _written;

    /// <summary>Creates the commit of a rewind.</summary>
    /// <param name="context">What the stages share.</param>
    /// <param name="sink">Where it goes.</param>
    /// <param name="blocks">Know who waits for room.</param>
    /// <param name="open">Holds the blocks.</param>
    /// <param name="rewind">What is taken back, and up to where the new branch goes.</param>
    public BranchCommit(PipelineContext context, IBlockSink sink, OrderedBlocks blocks, OpenCommit open, Rewind rewind)
    {
        _context = context;
        _sink = sink;
        _blocks = blocks;
        _open = open;
        _rewind = rewind;
        _ancestor = rewind.Ancestor;
        _state = context.Board.Sink;
    }

    /// <summary>Whether the sink has been told of it.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether it is committed, or there was nothing to take back.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Takes the next block of the new branch.</summary>
    public async ValueTask TakeAsync(BlockData block, CancellationToken abort)
    {
        if (IsCommitted(block))
        {
            Skip(block);
            return;
        }

        if (block.IsInPieces) await MakeRoomAsync(block, abort).ConfigureAwait(false);
        _open.Add(block);
        if (HasBegun || block.IsInPieces) await WriteAsync(abort).ConfigureAwait(false);
        if (block.Header.Number == _rewind.Target) await CommitAsync(abort).ConfigureAwait(false);
        else if (block.IsInPieces || _blocks.NeedsRoomOf(_open)) await LetGoAsync(abort).ConfigureAwait(false);
    }

    /// <summary>Looks whether a range waits for room that is held here.</summary>
    public ValueTask LookAsync(CancellationToken abort) =>
        _open.Blocks.Count > 0 && _blocks.NeedsRoomOf(_open) ? LetGoAsync(abort) : ValueTask.CompletedTask;

    /// <summary>Whether the chain has come back to the branch that was left, as far as this block: then there is less to take back.</summary>
    private bool IsCommitted(BlockData block) =>
        !HasBegun && _open.Blocks.Count == 0 && _context.Window.TryGet(block.Header.Number, out Hash256 committed) && committed == block.Header.Hash;

    private void Skip(BlockData block)
    {
        _ancestor = new StreamProgress(block.Header.Number, block.Header.Hash);
        _context.Discard(block);
        if (_ancestor.Number == _rewind.Left.Number) End();
    }

    /// <summary>Lets go of all blocks before one in pieces, which needs the memory for itself.</summary>
    private async ValueTask MakeRoomAsync(BlockData block, CancellationToken abort)
    {
        try
        {
            if (_open.Blocks.Count > 0) await LetGoAsync(abort).ConfigureAwait(false);
        }
        catch
        {
            _context.Discard(block);
            throw;
        }
    }

    /// <summary>Gives the sink what it has not got yet, the retractions before all.</summary>
    private async ValueTask WriteAsync(CancellationToken abort)
    {
        abort.ThrowIfCancellationRequested();
        if (!HasBegun)
        {
            HasBegun = true;
            _state.Set(StageActivity.Retracts, _rewind.Left.Number);
            await _sink.RetractAsync(_ancestor, abort).ConfigureAwait(false);
        }

        for (; _written < _open.Blocks.Count; _written++)
        {
            abort.ThrowIfCancellationRequested();
            BlockData block = _open.Blocks[_written];
            _state.Set(StageActivity.Writes, block.Header.Number);
            await _sink.WriteAsync(block, abort).ConfigureAwait(false);
        }
    }

    private async ValueTask LetGoAsync(CancellationToken abort)
    {
        await WriteAsync(abort).ConfigureAwait(false);
        await _sink.ReleaseAsync(abort).ConfigureAwait(false);
        _open.LetGo();
        _written = 0;
    }

    private async ValueTask CommitAsync(CancellationToken abort)
    {
        // What has broken since is dropped by the stage.
        if (_context.Break is not null) return;
        await WriteAsync(abort).ConfigureAwait(false);
        _state.Set(StageActivity.Commits, _open.Last);
        long start = _context.Time.GetTimestamp();
        await _sink.CommitAsync(abort).ConfigureAwait(false);
        Debug.Assert(_open.Last == _rewind.Target, "A rewind was committed before its last block.");
        _open.Committed(_context.Time.GetElapsedTime(start));
        ulong depth = _rewind.Left.Number - _ancestor.Number;
        _context.Metrics.Reorganised(depth);
        PipelineLog.Reorganised(_context.Logger, _context.Status.Chain, depth, _ancestor.Number + 1, _rewind.Target);
        End();
    }

    private void End()
    {
        IsDone = true;
        _context.EndRewind();
    }
}
