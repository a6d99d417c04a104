using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Kafka.Retracting;

/// <summary>The records of the end of a partition that have not been taken back, oldest first: a stack, from which a retraction takes the top.</summary>
/// <remarks>Holds 16 bytes a record and 48 a block, in pieces, so that it grows without a copy. Thread: one at a time.</remarks>
internal sealed class StandingRecords
{
    private const int Piece = 1 << 14;

    private readonly List<StandingRecord[]> _pieces = [];
    private readonly List<StandingBlock> _blocks = [];

    /// <summary>Number of records.</summary>
    public int Count { get; private set; }

    /// <summary>Their blocks, oldest first.</summary>
    public IReadOnlyList<StandingBlock> Blocks => _blocks;

    /// <summary>A record by its index.</summary>
    public ref readonly StandingRecord this[int index] => ref _pieces[index / Piece][index % Piece];

    /// <summary>Puts a record on top.</summary>
    public void Push(ulong number, in Hash256 hash, in StandingRecord record)
    {
        if (_blocks.Count == 0 || _blocks[^1].Number != number || _blocks[^1].Hash != hash) _blocks.Add(new StandingBlock(number, hash, Count));
        if (Count == _pieces.Count * Piece) _pieces.Add(new StandingRecord[Piece]);
        _pieces[Count / Piece][Count % Piece] = record;
        Count++;
    }

    /// <summary>Takes the top away.</summary>
    /// <returns>False when the top is another record than this, or there is none.</returns>
    public bool TryPop(ulong number, in Hash256 hash, uint tag)
    {
        if (Count == 0) return false;
        StandingBlock block = _blocks[^1];
        if (block.Number != number || block.Hash != hash || this[Count - 1].Tag != tag) return false;
        Count--;
        if (block.First == Count) _blocks.RemoveAt(_blocks.Count - 1);
        return true;
    }

    /// <summary>Index of the first record above a height; <see cref="Count"/> when there is none.</summary>
    public int FirstAbove(ulong number)
    {
        int first = Count;
        for (int i = _blocks.Count - 1; i >= 0 && _blocks[i].Number > number; i--) first = _blocks[i].First;
        return first;
    }

    /// <summary>The block that a record belongs to.</summary>
    public StandingBlock BlockOf(int index)
    {
        int low = 0;
        int high = _blocks.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_blocks[middle].First <= index) low = middle;
            else high = middle - 1;
        }

        return _blocks[low];
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _pieces.Clear();
        _blocks.Clear();
        Count = 0;
    }
}
