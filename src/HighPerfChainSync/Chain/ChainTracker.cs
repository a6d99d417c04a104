using System.Diagnostics.CodeAnalysis;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Chain;

/// <summary>Checks that blocks form a chain: each has the height after the last, and names its hash as parent.</summary>
/// <remarks>Thread: one at a time.</remarks>
internal sealed class ChainTracker
{
    private ulong _next;
    private Hash256 _last;
    private bool _hasLast;

    /// <summary>Starts a chain.</summary>
    /// <param name="first">Height of the first block that comes.</param>
    /// <param name="before">Hash of the block before it; null when that is not known and cannot be checked.</param>
    public ChainTracker(ulong first, Hash256? before)
    {
        _next = first;
        _hasLast = before.HasValue;
        _last = before.GetValueOrDefault();
    }

    /// <summary>The hash of the last block taken, or of the one before the first; meaningless where that is not known.</summary>
    public Hash256 Last => _last;

    /// <summary>Whether a block names the last one as its parent, as far as that is known.</summary>
    public bool Follows(BlockData block) => !_hasLast || block.Header.ParentHash == _last;

    /// <summary>Takes the next block.</summary>
    /// <exception cref="ChainSyncException">
    /// <see cref="ChainSyncError.ParentMismatch"/>: its parent is not the block before. <see cref="ChainSyncError.InconsistentData"/>: it has another height.
    /// </exception>
    public void Accept(BlockData block)
    {
        ref BlockHeader header = ref block.Header;
        if (header.Number != _next) ThrowHeight(_next, header.Number);
        if (_hasLast && header.ParentHash != _last) ThrowParent(in header, in _last);
        _next = header.Number + 1;
        _last = header.Hash;
        _hasLast = true;
    }

    [DoesNotReturn]
    private static void ThrowHeight(ulong expected, ulong actual) =>
        throw new ChainSyncException(
            ChainSyncError.InconsistentData,
            $"Block {expected} was asked for, but the source delivered block {actual}. Nothing from there on is committed.");

    [DoesNotReturn]
    private static void ThrowParent(in BlockHeader header, in Hash256 last) =>
        throw new ChainSyncException(
            ChainSyncError.ParentMismatch,
            $"Block {header.Number} ({header.Hash}) names {header.ParentHash} as its parent, but block {header.Number - 1} here has the hash {last}. "
            + "The chain has been reorganised below it, or the node is on another branch than the blocks that were written before. "
            + $"Everything up to block {header.Number - 1} is committed, nothing after it.");
}
