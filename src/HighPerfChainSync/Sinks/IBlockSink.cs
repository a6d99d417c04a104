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
    /// Whether it takes a block that is too large to be encoded at once piece by piece: <see cref="BlockData.FirstPiece"/>, the records,
    /// and again after each <see cref="BlockData.NextPiece"/>. Such a block is alone between two commits. Other sinks get every block whole.
    /// </summary>
    bool TakesPieces => false;

    /// <summary>How much it takes between two commits.</summary>
    SinkLimits Limits { get; }

    /// <summary>Makes the sink ready, taking the stream over from an earlier instance, and reads how far that one came.</summary>
    /// <returns>The last commit, or null when there is none.</returns>
    /// <exception cref="Diagnostics.ChainSyncException">The sink cannot be used for this stream; the message says why and what to do.</exception>
    ValueTask<StreamProgress?> OpenAsync(StreamDescription stream, CancellationToken cancellationToken);

    /// <summary>Takes a block. The sink borrows it until <see cref="CommitAsync"/> returns; the caller owns it and returns it to its pool then.</summary>
    ValueTask WriteAsync(BlockData block, CancellationToken cancellationToken);

    /// <summary>Makes all blocks written since the last commit durable, all or none.</summary>
    ValueTask CommitAsync(CancellationToken cancellationToken);
}
