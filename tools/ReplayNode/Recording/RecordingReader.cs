using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.ReplayNode.Recording;

/// <summary>Reads a recording entry by entry, holding one line in memory at a time.</summary>
/// <remarks>
/// Not for concurrent use. A malformed file gives a <see cref="ChainSyncException"/> with
/// <see cref="ChainSyncError.Configuration"/> that names the file and the line. The format is described in docs/recordings.md.
/// </remarks>
public sealed class RecordingReader : IDisposable
{
    /// <summary>The longest line that is read unless told otherwise, in bytes: a block with its traces takes some 10 MB.</summary>
    public const int DefaultMaxLineBytes = 256 * 1024 * 1024;

    private const int InitialBufferBytes = 64 * 1024;

    private readonly GZipStream _lines;
    private readonly string _name;
    private readonly int _maxLineBytes;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBufferBytes);
    private int _start;
    private int _end;
    private long _line;
    private ulong _entries;
    private bool _complete;

    private RecordingReader(Stream compressed, string name, int maxLineBytes)
    {
        _lines = new GZipStream(compressed, CompressionMode.Decompress);
        _name = name;
        _maxLineBytes = maxLineBytes;
        Header = null!;
    }

    /// <summary>What the recording is of.</summary>
    public RecordingHeader Header { get; private set; }

    /// <summary>Opens a recording file and reads its header.</summary>
    public static RecordingReader Open(string path, int maxLineBytes = DefaultMaxLineBytes) =>
        Open(File.OpenRead(path), path, maxLineBytes);

    /// <summary>Opens a recording and reads its header. The reader owns the stream from here on.</summary>
    /// <param name="compressed">The gzip data.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="maxLineBytes">The longest line that is accepted, in bytes.</param>
    public static RecordingReader Open(Stream compressed, string name, int maxLineBytes = DefaultMaxLineBytes)
    {
        ArgumentNullException.ThrowIfNull(compressed);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxLineBytes);
        var reader = new RecordingReader(compressed, name, maxLineBytes);
        try
        {
            reader.Header = reader.TryReadLine(out ReadOnlyMemory<byte> line)
                ? reader.Parse(line, RecordingLines.ParseHeader)
                : throw reader.Malformed("the file is empty; a recording begins with its header");
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Reads the next entry, which is valid until the next call.</summary>
    /// <returns>False at the end of the recording.</returns>
    public bool TryRead(out RecordingEntry entry)
    {
        ObjectDisposedException.ThrowIf(_buffer.Length == 0, this);
        entry = default;
        if (_complete) return false;
        if (!TryReadLine(out ReadOnlyMemory<byte> line)) throw Malformed("the recording ends here without its closing line; record it anew");
        if (!RecordingLines.IsClosing(line))
        {
            entry = Parse(line, RecordingLines.ParseEntry);
            _entries++;
            return true;
        }

        _complete = true;
        ulong announced = Parse(line, RecordingLines.ParseClosing);
        if (announced != _entries) throw Malformed($"{announced} entries announced, but {_entries} found");
        if (TryReadLine(out _)) throw Malformed("something follows the closing line");
        return false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _lines.Dispose();
    }

    private T Parse<T>(ReadOnlyMemory<byte> line, Func<ReadOnlyMemory<byte>, T> parse)
    {
        try
        {
            return parse(line);
        }
        catch (Exception failure) when (failure is JsonException or FormatException or InvalidOperationException)
        {
            throw Malformed(failure.Message, failure);
        }
    }

    private bool TryReadLine(out ReadOnlyMemory<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int newline = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                int length = searched + newline;
                line = _buffer.AsMemory(_start, length);
                _start += length + 1;
                _line++;
                if (length > _maxLineBytes) throw TooLong();
                return true;
            }

            searched = _end - _start;
            if (searched > _maxLineBytes)
            {
                _line++;
                throw TooLong();
            }

            if (FillBuffer()) continue;
            line = default;
            if (searched == 0) return false;
            _line++;
            throw Malformed("the file ends within this line; record it anew");
        }
    }

    private bool FillBuffer()
    {
        if (_end == _buffer.Length) MakeRoom();
        try
        {
            int read = _lines.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            return read > 0;
        }
        catch (InvalidDataException failure)
        {
            _line++;
            throw Malformed($"not gzip, or damaged ({failure.Message})", failure);
        }
    }

    private void MakeRoom()
    {
        int used = _end - _start;
        byte[] target = _start > 0 && used <= _buffer.Length / 2
            ? _buffer
            : ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * _buffer.Length, Array.MaxLength));
        _buffer.AsSpan(_start, used).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _start = 0;
        _end = used;
    }

    private ChainSyncException TooLong() => Malformed($"longer than {_maxLineBytes} bytes");

    private ChainSyncException Malformed(string what, Exception? cause = null) =>
        new(ChainSyncError.Configuration, $"Recording '{_name}', line {Math.Max(_line, 1)}: {what}.", cause);
}
