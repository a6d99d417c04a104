using System.Buffers.Binary;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode.Chains;

/// <summary>Finds a transaction by its hash; it keeps eight bytes of each hash, since millions are in it.</summary>
/// <remarks>Two transactions of a chain share eight bytes by accident once in many billions. Not thread-safe.</remarks>
internal sealed class HashIndex
{
    private readonly Dictionary<ulong, (uint Block, ushort Index)> _positions = [];

    /// <summary>Adds a transaction.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="block">Its block, counted from the chain's first.</param>
    /// <param name="index">Its position in the block.</param>
    internal void Add(in Hash256 hash, int block, int index) => _positions[Key(in hash)] = ((uint)block, (ushort)index);

    /// <summary>Finds a transaction.</summary>
    internal bool TryFind(in Hash256 hash, out int block, out int index)
    {
        bool found = _positions.TryGetValue(Key(in hash), out (uint Block, ushort Index) position);
        block = (int)position.Block;
        index = position.Index;
        return found;
    }

    private static ulong Key(in Hash256 hash) => BinaryPrimitives.ReadUInt64LittleEndian(hash.Bytes);
}
