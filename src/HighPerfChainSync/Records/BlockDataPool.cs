using System.Diagnostics;
using System.Text;
using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.Records;

/// <summary>The pool of <see cref="BlockData"/> and of the memory for their records, which is kept between uses, up to a limit each.</summary>
/// <remarks>
/// Owner: the program, one for all streams; thread: any. Debug builds know every block that is out, and
/// <see cref="Dispose"/> reports those that were never returned, by owner.
/// </remarks>
public sealed class BlockDataPool : IDisposable
{
    /// <summary>
    /// Memory that a list or arena of a returned block keeps: enough for mainnet's fullest blocks, as 30 million gas pay for 1.9 MB of input. More is left to the
    /// collector, so that one giant block does not stay.
    /// </summary>
    internal const int KeepBytes = 1 << 22;

    private readonly Lock _lock = new();
    private readonly Stack<BlockData> _free = new();
    private readonly Stack<BlockRecords> _freeRecords = new();
    private readonly HashSet<BlockData>? _out;
    private readonly SlabPool _encoded;
    private readonly int _maxKept;
    private int _outstanding;

    /// <summary>Creates a pool.</summary>
    /// <param name="maxKept">Blocks kept for reuse, and as many times the memory for the records of one.</param>
    /// <param name="encoded">Slabs for encoded records; <see cref="SlabPool.Shared"/> when null.</param>
    public BlockDataPool(int maxKept = 512, SlabPool? encoded = null)
    {
        _maxKept = maxKept;
        _encoded = encoded ?? SlabPool.Shared;
        TrackInDebug(ref _out);
    }

    /// <summary>Blocks that are out.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Hands out an empty block.</summary>
    /// <param name="owner">Who asks, for the leak report.</param>
    public BlockData Rent(string owner)
    {
        Interlocked.Increment(ref _outstanding);
        BlockData? block;
        lock (_lock)
        {
            if (!_free.TryPop(out block)) block = new BlockData(this, _encoded);
            _out?.Add(block);
        }

        block.MarkRented(owner);
        return block;
    }

    internal void TakeBack(BlockData block)
    {
        Interlocked.Decrement(ref _outstanding);
        lock (_lock)
        {
            _out?.Remove(block);
            if (_free.Count < _maxKept) _free.Push(block);
        }
    }

    /// <summary>Hands out empty memory for records.</summary>
    internal BlockRecords RentRecords()
    {
        lock (_lock)
        {
            if (_freeRecords.TryPop(out BlockRecords? records)) return records;
        }

        return new BlockRecords();
    }

    internal void TakeBack(BlockRecords records)
    {
        lock (_lock)
        {
            if (_freeRecords.Count < _maxKept) _freeRecords.Push(records);
        }
    }

    /// <summary>Who holds how many blocks; empty when all are back or the build does not track them.</summary>
    public string DescribeLeaks()
    {
        if (_out is null) return "";
        var owners = new SortedDictionary<string, int>(StringComparer.Ordinal);
        lock (_lock)
        {
            foreach (BlockData block in _out)
                owners[block.Owner] = owners.GetValueOrDefault(block.Owner) + 1;
        }

        var text = new StringBuilder();
        foreach ((string owner, int count) in owners)
            text.Append(text.Length == 0 ? "" : ", ").Append(owner).Append(" × ").Append(count);
        return text.ToString();
    }

    /// <summary>Ends the pool; in Debug builds a block that is still out fails an assertion that names its owner.</summary>
    public void Dispose()
    {
        Debug.Assert(Outstanding == 0, $"{Outstanding} blocks were not returned: {DescribeLeaks()}");
        lock (_lock)
        {
            _free.Clear();
            _freeRecords.Clear();
        }
    }

    [Conditional("DEBUG")]
    private static void TrackInDebug(ref HashSet<BlockData>? set) => set = [];
}
