namespace HighPerfChainSync.Pipeline;

/// <summary>Chooses how many blocks the next range takes and how many bytes it will need, from the blocks seen so far.</summary>
/// <remarks>
/// Averages rise faster than they fall: too small a range costs a little speed, too large a one costs memory. A block is counted as it is when its fetcher
/// has done with it: as long as the node is waited for it needs no more. Where records are given back when they have been encoded, those of the blocks under
/// the processors' hands are needed besides, shared among the ranges; and those of every other block of a range whose receipts need a second request.
/// The first range of each fetcher is of one block, because nothing is known of the chain yet. Thread: <see cref="NextCount"/> the planner's, the observations any.
/// </remarks>
internal sealed class RangeSizer
{
    /// <summary>Before a block has been seen it is thought to need this part of the budget: so few are asked for, in case that they are giants.</summary>
    private const int FirstGuessShare = 4;

    private const int MinFetchersToRound = 8;

    /// <summary>So many ranges at least have room at once, where there are as many fetchers; further ones have been asked for.</summary>
    private const int RangesWithRoom = 16;
    private const int RiseShift = 3;
    private const int FallShift = 4;

    private readonly int _maxBlocks;
    private readonly long _targetBytes;
    private readonly long _maxRangeBytes;
    private readonly int _fetchers;
    private readonly int _rangesWithRoom;
    private readonly int _decodedAtOnce;
    private readonly long _firstGuess;
    private long _heldPerBlock;
    private long _waitingPerBlock;
    private long _recordsOfBlock;
    private long _sourcePerBlock;
    private int _ranges;
    private int _last;

    /// <summary>Creates a sizer.</summary>
    public RangeSizer(PipelineOptions options, int fetchers)
    {
        _maxBlocks = options.MaxBlocksPerRange;
        _targetBytes = options.TargetRangeBytes;
        _fetchers = fetchers;
        _firstGuess = Math.Max(1, options.BudgetBytes / FirstGuessShare);
        // Where blocks wait behind them too, the last of the ranges wait for room: then the sink is what is slow.
        _rangesWithRoom = Math.Min(fetchers, RangesWithRoom);
        _maxRangeBytes = options.BudgetBytes / _rangesWithRoom;
        // Decoding does not wait, so no more blocks are under way in it than there are processors, and one that was interrupted. A program whose
        // pool has grown beyond that decodes more, and overdraws by it.
        _decodedAtOnce = Math.Min(fetchers, Environment.ProcessorCount + 1);
    }

    private long BytesPerBlock => Volatile.Read(ref _heldPerBlock) is > 0 and long bytes ? bytes + Volatile.Read(ref _waitingPerBlock) : _firstGuess;

    private long ShareOfDecoding => Volatile.Read(ref _recordsOfBlock) * _decodedAtOnce / _rangesWithRoom;

    /// <summary>Bytes of the budget that a range needs while it is fetched.</summary>
    /// <param name="count">Its blocks.</param>
    public long RoomFor(int count) => (count * BytesPerBlock) + ShareOfDecoding;

    /// <summary>Blocks for the next range: at least 1.</summary>
    /// <param name="behind">Blocks behind the next one that exist and are wanted.</param>
    public int NextCount(ulong behind)
    {
        // The first range of each fetcher is of one block: before one of them is back nothing is known, and eight blocks of 10 MB are more than an answer may hold.
        bool isBlind = _ranges < _fetchers;
        if (isBlind) _ranges++;
        long count = isBlind ? 1 : Math.Min(_maxBlocks, 2L * _last);
        if (Volatile.Read(ref _sourcePerBlock) is > 0 and long perBlock) count = Math.Min(count, _targetBytes / perBlock);
        // To the nearest: where that is more than a share, the last of the fetchers wait for room, and none of it lies idle. Not where there are so few of them
        // that one more or less is what counts.
        long underWay = BytesPerBlock;
        long rounding = _fetchers >= MinFetchersToRound ? underWay / 2 : 0;
        count = Math.Min(count, (_maxRangeBytes - ShareOfDecoding + rounding) / underWay);
        // Few blocks left: every fetcher gets a share rather than one all of them.
        ulong share = behind / (ulong)_fetchers + 1;
        _last = (int)Math.Max(1, count);
        return (int)Math.Max(1, Math.Min((ulong)_last, share));
    }

    /// <summary>Takes note of a block that was fetched.</summary>
    /// <param name="bytes">Bytes of the node's answers; 0 when unknown.</param>
    public void ObserveSource(long bytes)
    {
        if (bytes > 0) Observe(ref _sourcePerBlock, bytes);
    }

    /// <summary>Takes note of the bytes that a block holds when its fetcher has done with it.</summary>
    public void ObserveHeld(long bytes) => Observe(ref _heldPerBlock, Math.Max(1, bytes));

    /// <summary>Takes note of the records that a block gave back when it had been encoded.</summary>
    /// <param name="bytes">Their memory.</param>
    public void ObserveGivenBack(long bytes) => Observe(ref _recordsOfBlock, bytes);

    /// <summary>Takes note of a range that was fetched.</summary>
    /// <param name="count">Its blocks.</param>
    /// <param name="bytes">The most that records of its other blocks took while one was finished; 0 where each was finished before the next was begun.</param>
    public void ObserveWaiting(int count, long bytes) => Observe(ref _waitingPerBlock, bytes / count);

    private static void Observe(ref long average, long bytes)
    {
        // Two threads may lose each other's observation; an average stands that.
        long before = Volatile.Read(ref average);
        long step = before == 0 ? bytes : (bytes - before) >> (bytes > before ? RiseShift : FallShift);
        Volatile.Write(ref average, before + step);
    }
}
