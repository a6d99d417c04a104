using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Sinks;

/// <summary>Writes a stream into a directory: one file for each entity and range of blocks, and a progress file. JSON lines, or MessagePack maps.</summary>
/// <remarks>
/// A file grows under a temporary name and gets its final one when its range is full or the sink is closed. Blocks are written as they come, and
/// the disk is set to work at once; a commit makes the files durable and then replaces the progress file, which says how much of each counts; so a crash at any point neither loses nor repeats a block.
/// One process at a time, held off by a lock. Thread: one call at a time.
/// </remarks>
public sealed class NdjsonFileSink : IBlockSink
{
    private readonly string _directory;
    private readonly ulong _blocksPerFile;
    private readonly IDurableFiles _files;
    private readonly SinkThread _thread = new();
    private readonly Action _commit;
    private NdjsonStream? _stream;

    /// <summary>Creates the sink; nothing is touched before <see cref="OpenAsync"/>.</summary>
    public NdjsonFileSink(NdjsonFileSinkOptions options)
        : this(options, DurableFiles.Instance)
    {
    }

    internal NdjsonFileSink(NdjsonFileSinkOptions options, IDurableFiles files)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.Directory);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BlocksPerFile, 1);
        _directory = Path.GetFullPath(options.Directory);
        _blocksPerFile = (ulong)options.BlocksPerFile;
        _files = files;
        _commit = () => Write(Stream, static (_, stream) => stream.Commit());
    }

    /// <inheritdoc/>
    public bool NeedsEncoding => true;

    /// <inheritdoc/>
    public bool TakesPieces => true;

    /// <summary>A block is in the files when it has been written, although it does not count yet.</summary>
    public bool KeepsBlocks => false;

    /// <inheritdoc/>
    public bool ReadsRecords => false;

    /// <inheritdoc/>
    public SinkLimits Limits { get; } = new(MaxBlocks: 1000, MaxBytes: 64 << 20, MaxDelay: TimeSpan.FromSeconds(1));

    private NdjsonStream Stream => _stream ?? throw new InvalidOperationException("The sink has not been opened.");

    /// <inheritdoc/>
    public ValueTask<StreamProgress?> OpenAsync(StreamDescription stream, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (_stream is not null) throw new InvalidOperationException("The sink has been opened already.");
        Write(stream, static (sink, stream) => sink._stream = NdjsonStream.Open(sink._directory, stream, sink._blocksPerFile, sink._files));
        return new(Stream.Progress);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(BlockData block, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(block);
        Write(block, static (sink, block) => sink.Stream.Append(block));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryDropAsync(CancellationToken cancellationToken)
    {
        Write(Stream, static (_, stream) => stream.Drop());
        return new(true);
    }

    /// <inheritdoc/>
    public ValueTask CommitAsync(CancellationToken cancellationToken) => new(_thread.RunAsync(_commit));

    /// <summary>Gives the files of an unfinished range their final names, up to the last commit, and lets go of the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        NdjsonStream? open = _stream;
        _stream = null;
        using (_thread)
        {
            if (open is not null) await _thread.RunAsync(() => Write(open, static (_, stream) => stream.Dispose())).ConfigureAwait(false);
        }
    }

    /// <summary>Does what touches files; what the system refuses is said with the directory, and what to do.</summary>
    private void Write<T>(T what, Action<NdjsonFileSink, T> write)
    {
        try
        {
            write(this, what);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ChainSyncException(
                ChainSyncError.Sink,
                $"The directory '{_directory}' cannot be written: {error.Message} What was committed before is safe; a restart goes on from there.",
                error);
        }
    }
}
