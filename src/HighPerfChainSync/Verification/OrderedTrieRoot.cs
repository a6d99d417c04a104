using System.Buffers.Binary;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Verification;

/// <summary>The root of the trie that maps the RLP of 0, 1, 2 … to values: transactions, receipts, withdrawals of a block.</summary>
/// <remarks>
/// Write each value to <see cref="Values"/> and close it with <see cref="EndValue"/>. Allocates only to grow.
/// Owner: who creates it; returned by: nobody, it is plain memory; thread: the owner's.
/// </remarks>
internal sealed class OrderedTrieRoot
{
    /// <summary>The first index whose RLP is longer than one byte.</summary>
    private const int FirstLongKey = 128;

    private readonly RecordList<ArenaRange> _ranges = new();
    private readonly TrieRoot _trie = new();
    private int _start;

    /// <summary>Where the bytes of the next value are written.</summary>
    internal RlpWriter Values { get; } = new();

    /// <summary>Number of values.</summary>
    internal int Count => _ranges.Count;

    /// <summary>Forgets all values.</summary>
    internal void Clear()
    {
        Values.Clear();
        _ranges.Clear(int.MaxValue);
        _start = 0;
    }

    /// <summary>Ends the value that has been written since the last call, and views it in place until the next write.</summary>
    internal ReadOnlySpan<byte> EndValue()
    {
        var range = new ArenaRange(_start, Values.Length - _start);
        _ranges.Add() = range;
        _start = Values.Length;
        return Values.Written.Slice(range.Offset, range.Length);
    }

    /// <summary>Computes the root of the values in the order in which they were ended.</summary>
    internal Hash256 Compute()
    {
        // The RLP of 0 is 0x80: it sorts behind 1 to 127, which are their own RLP, and before the two-byte keys.
        _trie.Clear();
        for (int i = 1; i < Math.Min(Count, FirstLongKey); i++) Add(i);
        if (Count > 0) Add(0);
        for (int i = FirstLongKey; i < Count; i++) Add(i);
        return _trie.Compute(Values.Written);
    }

    private void Add(int index)
    {
        Span<byte> key = stackalloc byte[1 + sizeof(int)];
        if (index is > 0 and < FirstLongKey)
        {
            key[0] = (byte)index;
            _trie.Add(key[..1], _ranges[index]);
            return;
        }

        BinaryPrimitives.WriteInt32BigEndian(key[1..], index);
        ReadOnlySpan<byte> digits = key[1..].TrimStart((byte)0);
        int start = key.Length - digits.Length - 1;
        key[start] = (byte)(0x80 + digits.Length);
        _trie.Add(key[start..], _ranges[index]);
    }
}
