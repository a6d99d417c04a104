using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Verification;

/// <content>How the trie is laid out over its keys, and how a node that is not a leaf is encoded.</content>
internal sealed partial class TrieRoot
{
    /// <summary>Lays out the trie over the keys added; none may be added after.</summary>
    internal void Plan()
    {
        if (_leaves.Count <= 1) return;

        // Nodes are numbered level by level from the root, so the children of a node follow one another on the next level.
        AddNode(0, _leaves.Count, 0);
        for (int level = 0; level < _nodes.Count;)
        {
            _levels.Add() = level;
            int end = _nodes.Count;
            for (int i = level; i < end; i++) AddChildren(i);
            level = end;
        }
    }

    private void AddNode(int low, int high, int depth)
    {
        ReadOnlySpan<byte> first = Key(low);
        _nodes.Add() = new Node { Low = low, High = high, Depth = depth, Shared = TriePath.CountShared(first, Key(high - 1), depth) };
    }

    private void AddChildren(int index)
    {
        Node node = _nodes[index];
        _nodes[index].FirstChild = _nodes.Count;
        if (node.Shared > 0)
        {
            AddNode(node.Low, node.High, node.Depth + node.Shared);
            return;
        }

        int low = node.Low;
        if (2 * Key(low).Length == node.Depth) _leaves[low++].IsInBranch = true;
        while (low < node.High)
        {
            int end = EndOfChild(low, node.High, node.Depth);
            if (end - low > 1) AddNode(low, end, node.Depth + 1);
            else _leaves[low].Depth = node.Depth + 1;
            low = end;
        }
    }

    private int EndOfChild(int low, int high, int depth)
    {
        int nibble = TriePath.Nibble(Key(low), depth);
        while (low < high && TriePath.Nibble(Key(low), depth) == nibble) low++;
        return low;
    }

    private void WriteNode(in Node node)
    {
        int list = _writer.BeginList();
        if (node.Shared > 0)
        {
            Span<byte> path = stackalloc byte[MaxKeyLength + 1];
            _writer.WriteString(path[..TriePath.Write(path, Key(node.Low), node.Depth, node.Shared, isLeaf: false)]);
            ref readonly Node child = ref _nodes[node.FirstChild];
            WriteReference(child.Encoded, child.Message);
        }
        else
        {
            WriteBranch(in node);
        }

        _writer.EndList(list);
    }

    private void WriteBranch(in Node node)
    {
        int low = node.Low;
        int child = node.FirstChild;
        int own = _leaves[low].IsInBranch && 2 * Key(low).Length == node.Depth ? low++ : -1;
        for (int nibble = 0; nibble < 16; nibble++)
        {
            if (low >= node.High || TriePath.Nibble(Key(low), node.Depth) != nibble)
            {
                _writer.WriteString([]);
                continue;
            }

            int end = EndOfChild(low, node.High, node.Depth);
            if (end - low == 1)
            {
                WriteReference(_leaves[low].Encoded, _leaves[low].Message);
            }
            else
            {
                WriteReference(_nodes[child].Encoded, _nodes[child].Message);
                child++;
            }

            low = end;
        }

        if (own < 0) _writer.WriteString([]);
        else _writer.CopyString(_leaves[own].Value);
    }

    private void WriteReference(ArenaRange encoded, int message)
    {
        if (message >= 0) _writer.WriteHash(in _batch[message]);
        else _writer.CopyRaw(encoded);
    }

    private ReadOnlySpan<byte> Key(int item) => _keys.GetSpan(_leaves[item].Key);
}
