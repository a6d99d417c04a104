using System.Runtime.CompilerServices;

namespace HighPerfChainSync.Buffers;

/// <summary>A growing array of struct records that keeps its memory when it is cleared.</summary>
/// <remarks>Owner: the block whose records it holds; returned by: that block, with its records; thread: the block's owner.</remarks>
/// <typeparam name="T">An unmanaged record, so that clearing costs nothing and the collector never looks inside.</typeparam>
public sealed class RecordList<T>
    where T : unmanaged
{
    private T[] _items = [];

    /// <summary>Number of records.</summary>
    public int Count { get; private set; }

    /// <summary>The records, viewed in place until the next <see cref="Add"/>.</summary>
    public Span<T> Items => _items.AsSpan(0, Count);

    /// <summary>Bytes held, used or not.</summary>
    public long CapacityBytes => (long)_items.Length * Unsafe.SizeOf<T>();

    /// <summary>The record at an index.</summary>
    public ref T this[int index] => ref Items[index];

    /// <summary>Appends a zeroed record and returns it to be filled in place.</summary>
    public ref T Add()
    {
        if (Count == _items.Length) Grow();
        ref T item = ref _items[Count++];
        item = default;
        return ref item;
    }

    /// <summary>Drops the records from <paramref name="count"/> on.</summary>
    public void Truncate(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Count, nameof(count));
        Count = count;
    }

    /// <summary>Drops all records; memory above <paramref name="keepBytes"/> is given up.</summary>
    public void Clear(long keepBytes)
    {
        Count = 0;
        if (CapacityBytes <= keepBytes) return;
        PooledMemory.Add(-CapacityBytes);
        _items = [];
    }

    internal void Poison(byte value) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(_items.AsSpan()).Fill(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        long before = CapacityBytes;
        Array.Resize(ref _items, Math.Max(8, _items.Length * 2));
        PooledMemory.Add(CapacityBytes - before);
    }
}
