using HighPerfChainSync.Buffers;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Sinks;

/// <summary>Writes one JSON object a line: the records of a block in the order block, transaction, log, token_transfer. Keeps no progress.</summary>
/// <remarks>
/// Nothing is written before a commit, so a stream that stops on an error never leaves half a block of an uncommitted batch.
/// Owner of the output: the caller, who closes it; thread: one call at a time.
/// </remarks>
public sealed class StandardOutputSink : IBlockSink
{
    private const int BufferBytes = 64 * 1024;

    private readonly Stream _output;
    private readonly List<BlockData> _uncommitted = [];
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _buffered;

    /// <summary>Creates the sink over a stream, usually <see cref="Console.OpenStandardOutput()"/>.</summary>
    public StandardOutputSink(Stream output) => _output = output ?? throw new ArgumentNullException(nameof(output));

    /// <inheritdoc/>
    public bool NeedsEncoding => true;

    /// <inheritdoc/>
    public bool ReadsRecords => false;

    /// <inheritdoc/>
    public bool TakesPieces => true;

    /// <inheritdoc/>
    public SinkLimits Limits { get; } = new(MaxBlocks: 50, MaxBytes: 16 << 20, MaxDelay: TimeSpan.FromMilliseconds(200));

    /// <inheritdoc/>
    public ValueTask<StreamProgress?> OpenAsync(StreamDescription stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.Format != JsonRecordEncoder.FormatName)
        {
            throw new ChainSyncException(
                ChainSyncError.Configuration,
                $"Standard output takes one JSON object a line, so the format must be {JsonRecordEncoder.FormatName}, not {stream.Format}. "
                + "Write binary formats to a directory or to Kafka.");
        }

        return new((StreamProgress?)null);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(BlockData block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        _uncommitted.Add(block);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryDropAsync(CancellationToken cancellationToken)
    {
        _uncommitted.Clear();
        return new(true);
    }

    /// <inheritdoc/>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (BlockData block in _uncommitted)
                await WriteBlockAsync(block, cancellationToken).ConfigureAwait(false);
            await FlushBufferAsync(cancellationToken).ConfigureAwait(false);
            await _output.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw new ChainSyncException(
                ChainSyncError.Sink, $"Standard output cannot be written: {error.Message} Its reader may have ended.", error);
        }
        finally
        {
            _uncommitted.Clear();
            _buffered = 0;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask WriteBlockAsync(BlockData block, CancellationToken cancellationToken)
    {
        block.FirstPiece();
        do await WriteRecordsAsync(block.Encoded, cancellationToken).ConfigureAwait(false);
        while (block.NextPiece());
    }

    private async ValueTask WriteRecordsAsync(EncodedBlock encoded, CancellationToken cancellationToken)
    {
        for (int i = 0; i < encoded.Records.Length; i++)
        {
            ReadOnlyMemory<byte> record = encoded.GetMemory(encoded.Records[i]);
            if (record.Length >= BufferBytes - _buffered)
                await FlushBufferAsync(cancellationToken).ConfigureAwait(false);
            if (record.Length >= BufferBytes)
            {
                await _output.WriteAsync(record, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                record.Span.CopyTo(_buffer.AsSpan(_buffered));
                _buffered += record.Length;
            }

            _buffer[_buffered++] = (byte)'\n';
        }
    }

    private async ValueTask FlushBufferAsync(CancellationToken cancellationToken)
    {
        if (_buffered == 0) return;
        await _output.WriteAsync(_buffer.AsMemory(0, _buffered), cancellationToken).ConfigureAwait(false);
        _buffered = 0;
    }
}
