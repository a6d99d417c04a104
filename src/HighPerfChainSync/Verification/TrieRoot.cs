using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Verification;

/// <summary>Computes the root of a Merkle Patricia trie (yellow paper, appendix D) whose keys come in ascending order, level by level.</summary>
/// <remarks>
/// First all keys are added and <see cref="Plan"/> lays the trie out; then each value is written in place into its leaf; then
/// <see cref="AddLeaves"/> and <see cref="AddLevel"/> put the nodes of one level after another into a batch of hashes, so that many nodes,
/// also of several tries, are hashed together. The leaves and nodes lie in one writer, which the batch reads.
/// Allocates only to grow. Owner: who creates it; returned by: nobody, it is plain memory; thread: the owner's.
/// </remarks>
internal sealed partial class TrieRoot
{
    /// <summary>Longest key, bytes: what the paths of our tries never exceed.</summary>
    internal const int MaxKeyLength = 32;

    /// <summary>Room before a value: the headers of list and value, and the header of the path.</summary>
    private const int MaxHeaders = 11;

    private readonly RecordList<Leaf> _leaves = new();
    private readonly ByteArena _keys = new();
    private readonly RecordList<Node> _nodes = new();
    private readonly RecordList<int> _levels = new();
    private readonly RlpWriter _writer;
    private readonly KeccakBatch _batch;
    private int _level;
    private int _valueStart;

    /// <summary>Creates an empty trie.</summary>
    /// <param name="writer">Where leaves and nodes are encoded; cleared by its owner.</param>
    /// <param name="batch">What hashes them; run and cleared by its owner.</param>
    internal TrieRoot(RlpWriter writer, KeccakBatch batch)
    {
        _writer = writer;
        _batch = batch;
    }

    /// <summary>The root of the trie that holds nothing.</summary>
    internal static Hash256 Empty { get; } = Keccak256.Hash([0x80]);

    /// <summary>Number of keys.</summary>
    internal int Count => _leaves.Count;

    /// <summary>Forgets all keys.</summary>
    internal void Clear()
    {
        _leaves.Clear(int.MaxValue);
        _keys.Clear(int.MaxValue);
        _nodes.Clear(int.MaxValue);
        _levels.Clear(int.MaxValue);
    }

    /// <summary>Adds a key, which must be above all keys added before.</summary>
    internal void Add(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(key.Length, MaxKeyLength, nameof(key));
        _leaves.Add() = new Leaf { Key = _keys.Append(key), Message = -1 };
    }

    /// <summary>Begins to write the value of a key; what is written until <see cref="EndValue"/> is the value.</summary>
    internal void BeginValue(int item)
    {
        ref readonly Leaf leaf = ref _leaves[item];
        _writer.Skip(MaxHeaders + (leaf.IsInBranch ? 0 : PathLength((2 * leaf.Key.Length) - leaf.Depth)));
        _valueStart = _writer.Length;
    }

    /// <summary>Ends the value and makes the leaf around it.</summary>
    /// <returns>Where the value lies in the writer.</returns>
    internal ArenaRange EndValue(int item)
    {
        ref Leaf leaf = ref _leaves[item];
        var value = new ArenaRange(_valueStart, _writer.Length - _valueStart);
        leaf.Value = value;
        if (leaf.IsInBranch) return value;

        bool isOwnEncoding = value.Length == 1 && _writer.Written[value.Offset] < 0x80;
        int start = isOwnEncoding ? value.Offset : _writer.PatchStringHeader(value.Offset, value.Length);
        Span<byte> path = stackalloc byte[MaxKeyLength + 1];
        ReadOnlySpan<byte> key = _keys.GetSpan(leaf.Key);
        path = path[..TriePath.Write(path, key, leaf.Depth, (2 * key.Length) - leaf.Depth, isLeaf: true)];
        start = _writer.PatchRaw(start, path);
        if (path.Length > 1 || path[0] >= 0x80) start = _writer.PatchStringHeader(start, path.Length);
        start = _writer.PatchListHeader(start, _writer.Length - start);
        leaf.Encoded = new ArenaRange(start, _writer.Length - start);
        return value;
    }

    /// <summary>Puts the leaves into the batch, all values having been written.</summary>
    internal void AddLeaves()
    {
        _level = _levels.Count;
        foreach (ref Leaf leaf in _leaves.Items)
        {
            // A node below 32 bytes stands in its parent itself; the root is always hashed.
            if (!leaf.IsInBranch && (leaf.Encoded.Length >= Hash256.Length || _leaves.Count == 1))
                leaf.Message = _batch.Add(leaf.Encoded);
        }
    }

    /// <summary>Encodes the nodes of the next level up, the hashes of the level below having been computed, and puts them into the batch.</summary>
    /// <returns>False when there was none left, so that <see cref="Root"/> is known.</returns>
    internal bool AddLevel()
    {
        if (_level == 0) return false;
        int end = _level == _levels.Count ? _nodes.Count : _levels[_level];
        for (int i = _levels[--_level]; i < end; i++)
        {
            ref Node node = ref _nodes[i];
            int start = _writer.Length;
            WriteNode(in node);
            node.Encoded = new ArenaRange(start, _writer.Length - start);
            node.Message = node.Encoded.Length >= Hash256.Length || i == 0 ? _batch.Add(node.Encoded) : -1;
        }

        return true;
    }

    /// <summary>The root, when all levels have been hashed.</summary>
    internal Hash256 Root =>
        _leaves.Count == 0 ? Empty : _batch[_nodes.Count > 0 ? _nodes[0].Message : _leaves[0].Message];

    private static int PathLength(int nibbles) => 1 + (nibbles / 2);

    private struct Leaf
    {
        public ArenaRange Key;
        public ArenaRange Value;
        public ArenaRange Encoded;
        public int Depth;
        public int Message;
        public bool IsInBranch;
    }

    private struct Node
    {
        public int Low;
        public int High;
        public int Depth;
        public int Shared;
        public int FirstChild;
        public int Message;
        public ArenaRange Encoded;
    }
}
