using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Sinks;

/// <summary>Where blocks go. A commit is atomic: after a crash, the blocks up to the last commit are there, whole, and nothing else counts.</summary>
/// <remarks>
/// Called by one stage, one call at a time, blocks ascending without a gap. A sink that can redo a failed commit by itself
/// does so; what it throws ends the stream.
/// </remarks>
public interface IBlockSink : IAsyncDisposable
{
    /// <summary>Whether blocks must be encoded before they are written. False for sinks that read the records themselves.</summary>
    bool NeedsEncoding { get; }

    /// <summary>
    /// Whether it reads the records themselves: the lists and the arena of <see cref="BlockData"/>. False for a sink to which the header, the counts
    /// (<see cref="BlockData.CountOf"/>) and what is encoded is enough: then the memory of the records is used for the next block before this one is written.
    /// Asked after <see cref="OpenAsync"/>.
    /// </summary>
    bool ReadsRecords => true;

    /// <summary>
    /// Whether it takes a block that is too large to be encoded at once piece by piece: <see cref="BlockData.FirstPiece"/>, the records,
    /// and again after each <see cref="BlockData.NextPiece"/>. Such a block is alone between two commits, or, in a commit that takes blocks
    /// back, between two calls of <see cref="ReleaseAsync"/>. Other sinks get every block whole.
    /// </summary>
    bool TakesPieces => false;

    /// <summary>
    /// Whether it borrows each written block until the commit. False when it has taken what it needs by the end of <see cref="WriteAsync"/>:
    /// the block is returned to its pool at once, and its memory is there for what comes next.
    /// </summary>
    bool KeepsBlocks => true;

    /// <summary>
    /// Whether it can take back blocks that it has committed: <see cref="RetractAsync"/>, <see cref="ReleaseAsync"/>. Then it can also
    /// drop what has not been committed: <see cref="TryDropAsync"/>.
    /// </summary>
    bool CanRetract => false;

    /// <summary>
    /// Whether its calls never block, and compute little before they return to wait. Then they are made at once by the stage that has a block for it, on the
    /// thread of a fetcher; else on one of the pool.
    /// </summary>
    bool ReturnsPromptly => false;

    /// <summary>How much it takes between two commits.</summary>
    SinkLimits Limits { get; }

    /// <summary>Makes the sink ready, taking the stream over from an earlier instance, and reads how far that one came.</summary>
    /// <returns>The last commit, or null when there is none.</returns>
    /// <exception cref="Diagnostics.ChainSyncException">The sink cannot be used for this stream; the message says why and what to do.</exception>
    ValueTask<StreamProgress?> OpenAsync(StreamDescription stream, CancellationToken cancellationToken);

    /// <summary>Takes a block. The sink borrows it until <see cref="CommitAsync"/> returns, unless <see cref="KeepsBlocks"/> is false; the caller owns it and returns it to its pool then.</summary>
    ValueTask WriteAsync(BlockData block, CancellationToken cancellationToken);

    /// <summary>
    /// Takes back, with the next commit, every committed block above <paramref name="ancestor"/>, newest first. Called when nothing has
    /// been written since the last commit; the blocks of the new branch follow, from the one above the ancestor on. Nothing of it is
    /// visible before <see cref="CommitAsync"/>, which makes the retractions and the new blocks durable together, all or none.
    /// </summary>
    /// <exception cref="Diagnostics.ChainSyncException">What was written cannot be taken back; the message says why and what to do.</exception>
    ValueTask RetractAsync(StreamProgress ancestor, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{GetType().Name} cannot take blocks back.");

    /// <summary>
    /// Waits until no block that has been written is referred to any more, although none is committed: for a commit that is larger than
    /// the memory for it. The caller may return the blocks then. When the commit fails later, the sink cannot redo it and throws
    /// <see cref="Diagnostics.ChainSyncError.CommitLost"/>, after everything since the last commit, retractions included, was dropped: the caller begins again.
    /// </summary>
    ValueTask ReleaseAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{GetType().Name} cannot let go of blocks before their commit.");

    /// <summary>
    /// Forgets everything since the last commit, blocks and retractions, because the chain has left them; refers to none of the blocks
    /// any more when it returns, and is ready for <see cref="RetractAsync"/> or <see cref="WriteAsync"/>.
    /// </summary>
    /// <returns>False when it cannot: nothing was dropped then, and the blocks are committed before they are taken back.</returns>
    ValueTask<bool> TryDropAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);

    /// <summary>Looks up the hash of a committed block below those that <see cref="StreamProgress.Recent"/> names.</summary>
    /// <returns>Null when it is not known any more.</returns>
    ValueTask<Hash256?> TryFindHashAsync(ulong number, CancellationToken cancellationToken) => ValueTask.FromResult<Hash256?>(null);

    /// <summary>Makes all blocks written since the last commit durable, all or none.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
