using HighPerfChainSync.Records;

namespace HighPerfChainSync.Sinks;

/// <summary>Takes blocks and keeps nothing: for measuring everything before the sink. Begins anew each time.</summary>
public sealed class NullSink : IBlockSink
{
    private long _pendingBlocks;
    private long _pendingRecords;
    private long _pendingBytes;
    private long _blocks;
    private long _records;
    private long _bytes;

    /// <summary>Creates the sink.</summary>
    /// <param name="needsEncoding">Whether blocks are encoded before they come here, so that encoding is measured too.</param>
    public NullSink(bool needsEncoding = true) => NeedsEncoding = needsEncoding;

    /// <inheritdoc/>
    public bool NeedsEncoding { get; }

    /// <inheritdoc/>
    public bool TakesPieces => true;

    /// <inheritdoc/>
    public bool KeepsBlocks => false;

    /// <inheritdoc/>
    public bool ReadsRecords => false;

    /// <inheritdoc/>
    public bool CanRetract => true;

    /// <inheritdoc/>
    public bool ReturnsPromptly => true;

    /// <inheritdoc/>
    public SinkLimits Limits { get; } = new(MaxBlocks: 50, MaxBytes: 40 << 20, MaxDelay: TimeSpan.FromSeconds(1));

    /// <summary>Blocks committed. Thread: any.</summary>
    public long Blocks => Volatile.Read(ref _blocks);

    /// <summary>Encoded records committed. Thread: any.</summary>
    public long Records => Volatile.Read(ref _records);

    /// <summary>Encoded bytes committed. Thread: any.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <inheritdoc/>
    public ValueTask<StreamProgress?> OpenAsync(StreamDescription stream, CancellationToken cancellationToken) => new((StreamProgress?)null);

    /// <inheritdoc/>
    public ValueTask WriteAsync(BlockData block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        _pendingBlocks++;
        block.FirstPiece();
        do
        {
            _pendingRecords += block.Encoded.Records.Length;
            _pendingBytes += block.Encoded.TotalBytes;
        }
        while (block.NextPiece());
        return ValueTask.CompletedTask;
    }

    /// <summary>Nothing is kept, so nothing is taken back: blocks of the branch that was left stay counted.</summary>
    public ValueTask RetractAsync(StreamProgress ancestor, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask<bool> TryDropAsync(CancellationToken cancellationToken)
    {
        _pendingBlocks = _pendingRecords = _pendingBytes = 0;
        return new(true);
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _records, _pendingRecords);
        Interlocked.Add(ref _bytes, _pendingBytes);
        Interlocked.Add(ref _blocks, _pendingBlocks);
        _pendingBlocks = _pendingRecords = _pendingBytes = 0;
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
