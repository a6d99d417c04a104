using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Verification;

/// <summary>Computes the root of a Merkle Patricia trie (yellow paper, appendix D) from its keys in ascending order.</summary>
/// <remarks>
/// No node is kept: each one is encoded behind its parent's beginning and replaced by its hash at once.
/// Allocates only to grow. Owner: who creates it; returned by: nobody, it is plain memory; thread: the owner's.
/// </remarks>
internal sealed class TrieRoot
{
    /// <summary>Longest key, bytes: what the paths of our tries never exceed.</summary>
    internal const int MaxKeyLength = 32;

    private const byte LeafFlag = 0x20;
    private const byte OddFlag = 0x10;

    private readonly RecordList<Item> _items = new();
    private readonly ByteArena _keys = new();
    private readonly RlpWriter _nodes = new();

    /// <summary>The root of the trie that holds nothing.</summary>
    internal static Hash256 Empty { get; } = Keccak256.Hash([0x80]);

    /// <summary>Forgets all keys.</summary>
    internal void Clear()
    {
        _items.Clear(int.MaxValue);
        _keys.Clear(int.MaxValue);
    }

    /// <summary>Adds a key, which must be above all keys added before, and where its value lies.</summary>
    internal void Add(ReadOnlySpan<byte> key, ArenaRange value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, MaxKeyLength, nameof(key));
        _items.Add() = new Item(_keys.Append(key), value);
    }

    /// <summary>Computes the root over the keys added.</summary>
    /// <param name="values">The bytes that the ranges of the values point into.</param>
    internal Hash256 Compute(ReadOnlySpan<byte> values)
    {
        if (_items.Count == 0) return Empty;
        _nodes.Clear();
        WriteNode(values, 0, _items.Count, 0);
        return Keccak256.Hash(_nodes.Written);
    }

    /// <summary>Encodes the node that holds the items from <paramref name="low"/> to below <paramref name="high"/>, which share their first <paramref name="depth"/> nibbles.</summary>
    private void WriteNode(ReadOnlySpan<byte> values, int low, int high, int depth)
    {
        int list = _nodes.BeginList();
        ReadOnlySpan<byte> first = Key(low);
        int shared = high - low == 1 ? (2 * first.Length) - depth : CountShared(first, Key(high - 1), depth);
        if (high - low == 1)
        {
            WritePath(first, depth, shared, LeafFlag);
            _nodes.WriteString(Value(values, low));
        }
        else if (shared > 0)
        {
            WritePath(first, depth, shared, 0);
            WriteReference(values, low, high, depth + shared);
        }
        else
        {
            WriteBranch(values, low, high, depth);
        }

        _nodes.EndList(list);
    }

    private void WriteBranch(ReadOnlySpan<byte> values, int low, int high, int depth)
    {
        // A key that ends here sorts before those that go on.
        int own = 2 * Key(low).Length == depth ? low++ : -1;
        for (int nibble = 0; nibble < 16; nibble++)
        {
            int end = low;
            while (end < high && Nibble(Key(end), depth) == nibble) end++;
            if (end > low)
                WriteReference(values, low, end, depth + 1);
            else
                _nodes.WriteString([]);
            low = end;
        }

        _nodes.WriteString(own < 0 ? [] : Value(values, own));
    }

    /// <summary>Writes a child into its parent: its encoding when that is below 32 bytes, else its hash.</summary>
    private void WriteReference(ReadOnlySpan<byte> values, int low, int high, int depth)
    {
        int start = _nodes.Length;
        WriteNode(values, low, high, depth);
        if (_nodes.Length - start < Hash256.Length) return;
        Hash256 hash = Keccak256.Hash(_nodes.Written[start..]);
        _nodes.Truncate(start);
        _nodes.WriteString(hash.Bytes);
    }

    /// <summary>Writes nibbles in the hex-prefix encoding (yellow paper, appendix C).</summary>
    private void WritePath(ReadOnlySpan<byte> key, int start, int count, byte flag)
    {
        Span<byte> path = stackalloc byte[MaxKeyLength + 1];
        bool odd = (count & 1) != 0;
        path[0] = (byte)(odd ? flag | OddFlag | Nibble(key, start++) : flag);
        for (int i = 0; i < count / 2; i++)
            path[i + 1] = (byte)((Nibble(key, start + (2 * i)) << 4) | Nibble(key, start + (2 * i) + 1));
        _nodes.WriteString(path[..(1 + (count / 2))]);
    }

    private static int CountShared(ReadOnlySpan<byte> first, ReadOnlySpan<byte> last, int depth)
    {
        int end = 2 * Math.Min(first.Length, last.Length);
        int i = depth;
        while (i < end && Nibble(first, i) == Nibble(last, i)) i++;
        return i - depth;
    }

    private static int Nibble(ReadOnlySpan<byte> key, int index) => (key[index >> 1] >> ((index & 1) == 0 ? 4 : 0)) & 0xF;

    private ReadOnlySpan<byte> Key(int item) => _keys.GetSpan(_items[item].Key);

    private ReadOnlySpan<byte> Value(ReadOnlySpan<byte> values, int item)
    {
        ArenaRange range = _items[item].Value;
        return values.Slice(range.Offset, range.Length);
    }

    private readonly record struct Item(ArenaRange Key, ArenaRange Value);
}
