using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;
using Microsoft.Win32.SafeHandles;

namespace HighPerfChainSync.Sinks;

/// <summary>The files of the range that is being filled, one for each entity.</summary>
/// <remarks>Owner of the buffers and handles: this object; returned by: <see cref="Dispose"/>; thread: the sink's.</remarks>
internal sealed class NdjsonOpenRange : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>How much is written before the disk is set to work.</summary>
    private const int FlushBytes = 4 << 20;

    private readonly IDurableFiles _files;
    private readonly NdjsonLayout _layout;
    private readonly SafeFileHandle?[] _handles = new SafeFileHandle?[EntityNames.Count];
    private readonly byte[]?[] _buffers = new byte[]?[EntityNames.Count];
    private readonly int[] _buffered = new int[EntityNames.Count];
    private readonly long[] _written = new long[EntityNames.Count];
    private readonly long[] _flushing = new long[EntityNames.Count];
    private bool _namesAreDurable;

    /// <summary>Opens the files of a range.</summary>
    /// <param name="files">File operations.</param>
    /// <param name="layout">Names.</param>
    /// <param name="entities">Which files.</param>
    /// <param name="first">First block of the range.</param>
    /// <param name="resumed">The range as it was committed, to be continued; null for a new one.</param>
    public NdjsonOpenRange(IDurableFiles files, NdjsonLayout layout, EntitySet entities, ulong first, NdjsonRange? resumed = null)
    {
        _files = files;
        _layout = layout;
        First = first;
        Last = resumed?.Last ?? first;
        _namesAreDurable = resumed is not null;
        for (int i = 0; i < EntityNames.Count; i++)
        {
            if (!entities.Contains((Entity)i)) continue;
            SafeFileHandle handle = files.Open(layout.Temporary((Entity)i, first));
            _handles[i] = handle;
            _buffers[i] = new byte[BufferBytes];
            _written[i] = resumed?.Bytes[((Entity)i).Singular()] ?? 0;
            _flushing[i] = _written[i];
            files.SetLength(handle, _written[i]);
        }
    }

    /// <summary>First block.</summary>
    public ulong First { get; }

    /// <summary>Last block appended.</summary>
    public ulong Last { get; private set; }

    /// <summary>Appends a block's records.</summary>
    public void Append(BlockData block)
    {
        block.FirstPiece();
        do Append(block.Encoded);
        while (block.NextPiece());
        Last = block.Header.Number;
    }

    /// <summary>Makes what was appended durable.</summary>
    public void Flush()
    {
        for (int i = 0; i < EntityNames.Count; i++)
        {
            if (_handles[i] is not { } handle) continue;
            Drain(i);
            _files.Flush(handle);
            if (!_namesAreDurable) _files.FlushDirectory(_layout.Directory((Entity)i));
        }

        _namesAreDurable = true;
    }

    /// <summary>What the progress file says of this range; valid after <see cref="Flush"/>.</summary>
    public NdjsonRange Describe()
    {
        var bytes = new Dictionary<string, long>(EntityNames.Count);
        for (int i = 0; i < EntityNames.Count; i++)
        {
            if (_handles[i] is not null) bytes[((Entity)i).Singular()] = _written[i];
        }

        return new NdjsonRange { First = First, Last = Last, Bytes = bytes };
    }

    /// <summary>Closes the files as they are.</summary>
    public void Dispose()
    {
        foreach (SafeFileHandle? handle in _handles)
            handle?.Dispose();
    }

    private void Append(EncodedBlock encoded)
    {
        foreach (ref readonly EncodedRecord record in encoded.Records)
        {
            if (_handles[(int)record.Entity] is null) continue;
            Append((int)record.Entity, encoded.GetSpan(in record));
            if (_layout.EndsLines) Append((int)record.Entity, "\n"u8);
        }
    }

    private void Append(int index, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BufferBytes - _buffered[index]) Drain(index);
        if (bytes.Length > BufferBytes)
        {
            Write(index, bytes);
            return;
        }

        bytes.CopyTo(_buffers[index].AsSpan(_buffered[index]));
        _buffered[index] += bytes.Length;
    }

    private void Drain(int index)
    {
        if (_buffered[index] == 0) return;
        Write(index, _buffers[index].AsSpan(0, _buffered[index]));
        _buffered[index] = 0;
    }

    private void Write(int index, ReadOnlySpan<byte> bytes)
    {
        SafeFileHandle handle = _handles[index]!;
        _files.Write(handle, bytes, _written[index]);
        _written[index] += bytes.Length;
        long waiting = _written[index] - _flushing[index];
        if (waiting < FlushBytes) return;
        _files.StartFlush(handle, _flushing[index], waiting);
        _flushing[index] = _written[index];
    }
}
