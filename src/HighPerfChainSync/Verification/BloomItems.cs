using System.Numerics;
using System.Runtime.InteropServices;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>Computes bloom filters of logs; each address and topic is hashed once for the whole block, all of them together.</summary>
/// <remarks>Allocates only to grow. Owner: a <see cref="BloomChecks"/>; returned by: nobody, it is plain memory; thread: its owner's.</remarks>
internal sealed class BloomItems
{
    /// <summary>Most items of a log: its address and four topics.</summary>
    private const int MaxOfLog = 5;

    private static readonly ulong s_seed = (ulong)Random.Shared.NextInt64() | 1;

    private readonly RlpWriter _bytes = new();
    private readonly KeccakBatch _batch = new();
    private readonly RecordList<ArenaRange> _distinct = new();
    private readonly RecordList<int> _uses = new();
    private readonly RecordList<int> _ends = new();
    private int[] _slots = [];
    private int _slotMask;

    /// <summary>Collects and hashes the items of all logs of a block.</summary>
    internal void Hash(BlockData block)
    {
        ReadOnlySpan<LogRecord> logs = block.Logs.Items;
        _bytes.Clear();
        _batch.Clear();
        _distinct.Clear(int.MaxValue);
        _uses.Clear(int.MaxValue);
        _ends.Clear(int.MaxValue);
        _ends.Add();
        // At most half full. A slot holds the number of an item plus 1.
        _slotMask = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16L, 2L * MaxOfLog * logs.Length)) - 1;
        if (_slots.Length <= _slotMask) _slots = new int[_slotMask + 1];
        _slots.AsSpan(0, _slotMask + 1).Clear();
        foreach (ref readonly LogRecord log in logs)
        {
            Use(log.Address.Bytes);
            if (log.TopicCount > 0) Use(log.Topic0.Bytes);
            if (log.TopicCount > 1) Use(log.Topic1.Bytes);
            if (log.TopicCount > 2) Use(log.Topic2.Bytes);
            if (log.TopicCount > 3) Use(log.Topic3.Bytes);
            _ends.Add() = _uses.Count;
        }

        _batch.Run(_bytes.Written);
    }

    /// <summary>Adds the items of logs that follow one another to a filter.</summary>
    /// <param name="bloom">256 bytes.</param>
    /// <param name="start">Index of the first log.</param>
    /// <param name="count">Number of logs.</param>
    internal void AddTo(Span<byte> bloom, int start, int count)
    {
        if (count == 0) return;
        foreach (int item in _uses.Items[_ends[start].._ends[start + count]])
            LogsBloom.AddHash(bloom, in _batch[item]);
    }

    private void Use(ReadOnlySpan<byte> item)
    {
        int slot = (int)Mix(item) & _slotMask;
        while (_slots[slot] != 0)
        {
            int known = _slots[slot] - 1;
            ArenaRange range = _distinct[known];
            if (_bytes.Written.Slice(range.Offset, range.Length).SequenceEqual(item))
            {
                _uses.Add() = known;
                return;
            }

            slot = (slot + 1) & _slotMask;
        }

        var added = new ArenaRange(_bytes.Length, item.Length);
        _bytes.WriteRaw(item);
        _distinct.Add() = added;
        _slots[slot] = _distinct.Count;
        _uses.Add() = _batch.Add(added);
    }

    /// <summary>A number that spreads items; seeded, so that nobody can choose items that meet in one slot.</summary>
    private static ulong Mix(ReadOnlySpan<byte> item)
    {
        ulong mixed = s_seed;
        for (; item.Length >= sizeof(ulong); item = item[sizeof(ulong)..]) mixed = Fold(mixed ^ MemoryMarshal.Read<ulong>(item));
        return item.IsEmpty ? mixed : Fold(mixed ^ MemoryMarshal.Read<uint>(item));
    }

    private static ulong Fold(ulong value)
    {
        ulong high = Math.BigMul(value, 0x9E3779B97F4A7C15 ^ s_seed, out ulong low);
        return high ^ low;
    }
}
