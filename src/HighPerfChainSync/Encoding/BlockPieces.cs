using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>The encoding of a block that is too large to be held whole: one piece after the other, in the same memory.</summary>
/// <remarks>
/// It keeps the encoder until the sink has done with the block: whoever wants to encode another waits for <see cref="Done"/>.
/// Owner: the block; thread: the block's owner.
/// </remarks>
internal sealed class BlockPieces
{
    private readonly IRecordEncoder _encoder;
    private readonly EntitySet _entities;
    private readonly long _maxBytes;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private EncodeCursor _cursor;
    private bool _isFirst = true;
    private bool _hasMore = true;

    /// <summary>Takes over after the first piece.</summary>
    /// <param name="encoder">The encoder that wrote it.</param>
    /// <param name="entities">What is encoded.</param>
    /// <param name="cursor">Where the second begins.</param>
    /// <param name="maxBytes">Bytes of a piece.</param>
    public BlockPieces(IRecordEncoder encoder, EntitySet entities, EncodeCursor cursor, long maxBytes)
    {
        _encoder = encoder;
        _entities = entities;
        _cursor = cursor;
        _maxBytes = maxBytes;
    }

    /// <summary>Ends when the encoder is free.</summary>
    public Task Done => _done.Task;

    /// <summary>Goes back to the first piece.</summary>
    public void Rewind(BlockData block)
    {
        if (_isFirst) return;
        _cursor = default;
        _hasMore = true;
        Next(block);
        _isFirst = true;
    }

    /// <summary>Replaces the piece by the one behind it.</summary>
    /// <returns>False when there is none; the last piece stays.</returns>
    public bool Next(BlockData block)
    {
        if (!_hasMore) return false;
        _isFirst = false;
        _hasMore = _encoder.EncodePiece(block, _entities, ref _cursor, _maxBytes);
        return true;
    }

    /// <summary>Lets go of the encoder.</summary>
    public void Release()
    {
        _hasMore = false;
        _done.TrySetResult();
    }
}
