using HighPerfChainSync.Primitives;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Chain;

/// <summary>The hashes of the newest committed blocks, by height.</summary>
/// <remarks>Written by whoever commits, read by whoever compares with the node. Thread: any; allocates nothing.</remarks>
internal sealed class ChainWindow
{
    /// <summary>Blocks that are kept: more than most reorganisations that are ever followed, at 32 bytes each.</summary>
    public const int DefaultCapacity = 1024;

    private readonly Lock _lock = new();
    private readonly Hash256[] _hashes;
    private ulong _first;
    private int _count;

    /// <summary>Creates an empty window.</summary>
    /// <param name="capacity">Blocks that are kept, at least 1.</param>
    public ChainWindow(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _hashes = new Hash256[capacity];
    }

    /// <summary>Takes over what an earlier run has committed.</summary>
    public void Seed(StreamProgress progress)
    {
        IReadOnlyList<Hash256> recent = progress.Recent;
        bool fits = recent.Count > 0 && recent[^1] == progress.Hash && (ulong)recent.Count - 1 <= progress.Number;
        int count = fits ? Math.Min(recent.Count, _hashes.Length) : 1;
        lock (_lock)
        {
            _count = 0;
            _first = progress.Number - (ulong)(count - 1);
            if (fits)
            {
                for (int i = recent.Count - count; i < recent.Count; i++) Append(recent[i]);
            }
            else
            {
                Append(progress.Hash);
            }
        }
    }

    /// <summary>Says what has been committed; it replaces what was known from there on.</summary>
    /// <param name="first">Height of the first block; not beyond the one after the last known.</param>
    /// <param name="hashes">Their hashes, ascending.</param>
    public void Commit(ulong first, ReadOnlySpan<Hash256> hashes)
    {
        lock (_lock)
        {
            if (_count == 0 || first <= _first || first - _first > (ulong)_count)
            {
                _first = first;
                _count = 0;
            }
            else
            {
                _count = (int)(first - _first);
            }

            foreach (ref readonly Hash256 hash in hashes) Append(hash);
        }
    }

    /// <summary>The last committed block; false when there is none.</summary>
    public bool TryGetLast(out ulong number, out Hash256 hash)
    {
        lock (_lock)
        {
            number = _count == 0 ? 0 : _first + (ulong)_count - 1;
            hash = _count == 0 ? default : At(number);
            return _count > 0;
        }
    }

    /// <summary>The hash of a committed block; false when it is not among those kept.</summary>
    public bool TryGet(ulong number, out Hash256 hash)
    {
        lock (_lock)
        {
            bool has = number >= _first && number - _first < (ulong)_count;
            hash = has ? At(number) : default;
            return has;
        }
    }

    private void Append(Hash256 hash)
    {
        At(_first + (ulong)_count) = hash;
        if (_count < _hashes.Length) _count++;
        else _first++;
    }

    private ref Hash256 At(ulong number) => ref _hashes[(int)(number % (ulong)_hashes.Length)];
}
