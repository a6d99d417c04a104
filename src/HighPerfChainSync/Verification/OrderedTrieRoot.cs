using System.Buffers.Binary;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Verification;

/// <summary>The root of a list: the trie whose keys are the RLP of the positions (yellow paper 4.4.2: transactions, receipts, withdrawals).</summary>
/// <remarks>Allocates only to grow. Owner: who creates it; returned by: nobody, it is plain memory; thread: the owner's.</remarks>
internal sealed class OrderedTrieRoot(RlpWriter writer, KeccakBatch batch)
{
    /// <summary>Positions below it are one byte, their own RLP; 0 is the byte 0x80.</summary>
    private const int FirstLongKey = 0x80;

    private readonly TrieRoot _trie = new(writer, batch);
    private int _item;

    /// <summary>Begins a list.</summary>
    /// <param name="count">Number of values that will be written, in any order.</param>
    internal void Begin(int count)
    {
        // The RLP of 0 is 0x80: it sorts behind 1 to 127, which are their own RLP, and before the two-byte keys.
        _trie.Clear();
        for (int i = 1; i < Math.Min(count, FirstLongKey); i++) AddKey(i);
        if (count > 0) AddKey(0);
        for (int i = FirstLongKey; i < count; i++) AddKey(i);
        _trie.Plan();
    }

    /// <summary>Begins to write the value at a position; what is written until <see cref="EndValue"/> is the value.</summary>
    internal void BeginValue(int index)
    {
        _item = index >= FirstLongKey ? index : index > 0 ? index - 1 : Math.Min(_trie.Count, FirstLongKey) - 1;
        _trie.BeginValue(_item);
    }

    /// <summary>Ends the value.</summary>
    /// <returns>Where it lies in the writer.</returns>
    internal ArenaRange EndValue() => _trie.EndValue(_item);

    /// <summary>Puts the leaves into the batch, all values having been written.</summary>
    internal void AddLeaves() => _trie.AddLeaves();

    /// <summary>Puts the next level of nodes into the batch, the last one having been hashed; false when there is none.</summary>
    internal bool AddLevel() => _trie.AddLevel();

    /// <summary>The root, when all levels have been hashed.</summary>
    internal Hash256 Root => _trie.Root;

    private void AddKey(int index)
    {
        Span<byte> key = stackalloc byte[1 + sizeof(int)];
        if (index is > 0 and < FirstLongKey)
        {
            key[0] = (byte)index;
            _trie.Add(key[..1]);
            return;
        }

        BinaryPrimitives.WriteInt32BigEndian(key[1..], index);
        ReadOnlySpan<byte> digits = key[1..].TrimStart((byte)0);
        int start = key.Length - digits.Length - 1;
        key[start] = (byte)(0x80 + digits.Length);
        _trie.Add(key[start..]);
    }
}
