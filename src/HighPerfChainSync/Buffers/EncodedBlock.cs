using System.Buffers;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Buffers;

/// <summary>A block's encoded arena: its records as they go on the wire, each contiguous in pinned memory.</summary>
/// <remarks>
/// An encoder calls <see cref="BeginRecord"/>, writes through <see cref="IBufferWriter{T}"/> or into the span, and calls <see cref="EndRecord"/>.
/// Slabs come from a pool; a record larger than its largest gets memory of its own. Nothing moves once written.
/// Native code that reads it in place holds a reference; Debug builds refuse to clear an arena that has one.
/// Owner: the <see cref="BlockData"/> that holds it; returned by: that block's return to its pool, after the sink has committed; thread: the block's
/// owner, but for references, which any thread may count.
/// </remarks>
public sealed class EncodedBlock : IBufferWriter<byte>
{
    private readonly SlabPool _pool;
    private readonly List<byte[]> _slabs = [];
    private readonly RecordList<EncodedRecord> _records = new();
    private readonly int[] _counts = new int[EntityNames.Count];
    private byte[] _current = [];
    private int _start;
    private int _position;
    private bool _inRecord;
    private int _references;

    /// <summary>Creates an empty arena over a pool.</summary>
    public EncodedBlock(SlabPool pool) => _pool = pool ?? throw new ArgumentNullException(nameof(pool));

    /// <summary>The records in the order in which they were written.</summary>
    public ReadOnlySpan<EncodedRecord> Records => _records.Items;

    /// <summary>Bytes of all records that are held.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>Bytes of all records of the block, those of pieces before this one included.</summary>
    public long WrittenBytes { get; private set; }

    /// <summary>Bytes held, used or not.</summary>
    public long CapacityBytes { get; private set; }

    /// <summary>Readers that still need the bytes where they are.</summary>
    public int References => Volatile.Read(ref _references);

    /// <summary>Number of records of one entity, those of pieces before this one included.</summary>
    public int CountOf(Entity entity) => _counts[(int)entity];

    /// <summary>The bytes of a record, viewed in place.</summary>
    public ReadOnlySpan<byte> GetSpan(in EncodedRecord record) =>
        _slabs[record.Slab].AsSpan(record.Offset, record.Length);

    /// <summary>The bytes of a record, viewed in place.</summary>
    public ReadOnlyMemory<byte> GetMemory(in EncodedRecord record) =>
        _slabs[record.Slab].AsMemory(record.Offset, record.Length);

    /// <summary>Starts a record of at most <paramref name="maxBytes"/> and returns where it goes: at least that long.</summary>
    public Span<byte> BeginRecord(int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        if (_inRecord) ThrowState("The record before has not been ended.");
        if (Math.Max(maxBytes, 1) > _current.Length - _position) NextSlab(maxBytes);
        _start = _position;
        _inRecord = true;
        return _current.AsSpan(_start);
    }

    /// <summary>Ends the record that was written into the span of <see cref="BeginRecord"/>.</summary>
    /// <param name="entity">What it is.</param>
    /// <param name="written">Bytes written behind what <see cref="Advance"/> has counted already.</param>
    public void EndRecord(Entity entity, int written = 0)
    {
        if (!_inRecord) ThrowState("No record has been begun.");
        Advance(written);
        _inRecord = false;
        int length = _position - _start;
        _records.Add() = new EncodedRecord(entity, _counts[(int)entity]++, _slabs.Count - 1, _start, length);
        TotalBytes += length;
        WrittenBytes += length;
    }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_current.Length - _position), nameof(count));
        _position += count;
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (!_inRecord) ThrowState("No record has been begun.");
        if (Math.Max(sizeHint, 1) > _current.Length - _position) MoveRecord(sizeHint);
        return _current.AsMemory(_position);
    }

    /// <summary>Notes a reader that needs the bytes where they are, until it calls <see cref="ReleaseReference"/>.</summary>
    public void AddReference() => Interlocked.Increment(ref _references);

    /// <summary>Notes that a reader is done.</summary>
    public void ReleaseReference() => Interlocked.Decrement(ref _references);

    /// <summary>Drops all records and returns the slabs to the pool. Nothing may refer to it any more.</summary>
    public void Clear()
    {
        BeginPiece();
        Array.Clear(_counts);
        WrittenBytes = 0;
    }

    /// <summary>Drops the records and returns the slabs to the pool, but goes on counting: the next piece of the same block follows.</summary>
    public void BeginPiece()
    {
        ThrowIfReferenced();
        foreach (byte[] slab in _slabs)
        {
            _pool.Of(slab)?.Return(slab);
        }

        _slabs.Clear();
        _records.Clear(keepBytes: 1 << 20);
        _current = [];
        _position = 0;
        _inRecord = false;
        TotalBytes = 0;
        CapacityBytes = 0;
    }

    /// <summary>A record turned out longer than was announced: its beginning moves to a larger place.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MoveRecord(int sizeHint)
    {
        ReadOnlySpan<byte> begun = _current.AsSpan(_start, _position - _start);
        int needed = checked(begun.Length + Math.Max(sizeHint, begun.Length));
        NextSlab(needed);
        begun.CopyTo(_current);
        _start = 0;
        _position = begun.Length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NextSlab(int atLeast)
    {
        _current = _pool.For(atLeast)?.Rent() ?? GC.AllocateUninitializedArray<byte>(atLeast, pinned: true);
        _slabs.Add(_current);
        CapacityBytes += _current.Length;
        _position = 0;
    }

    [Conditional("DEBUG")]
    private void ThrowIfReferenced()
    {
        if (References != 0) ThrowState("The arena is cleared while native code still reads it: its records wait for their delivery reports.");
    }

    [DoesNotReturn]
    private static void ThrowState(string message) => throw new InvalidOperationException(message);
}
