using HighPerfChainSync.Records;

namespace HighPerfChainSync.Diagnostics;

/// <summary>What a running stream shows of itself: written by its stages, read by displays, the watchdog and metrics. Thread: any.</summary>
public sealed class StreamStatus
{
    private readonly long[] _recordsOf = new long[EntityNames.Count];
    private readonly long[] _cpu = new long[ProcessingStageNames.Count];
    private long _blocksFetched;
    private long _blocksCommitted;
    private long _recordsCommitted;
    private long _bytesIn;
    private long _bytesOut;
    private long _head = -1;
    private long _committed = -1;
    private long _budgetUsed;
    private long _rpcErrors;
    private long _reorgs;
    private long _blocksRetracted;
    private long _deepestReorg;
    private long _firstCommit;
    private int _wrongBlocks;
    private WrongBlock? _wrongBlock;

    /// <summary>Name of the chain, known after start.</summary>
    public string Chain { get; set; } = "";

    /// <summary>First block of this run, or null before it is known.</summary>
    public ulong? First { get; set; }

    /// <summary>Last block asked for, or null when it follows the head.</summary>
    public ulong? Last { get; set; }

    /// <summary>The byte budget.</summary>
    public long BudgetBytes { get; set; }

    /// <summary>What the stream is doing or waiting for, in words for people.</summary>
    public string Activity { get; set; } = "starting";

    /// <summary>Blocks decoded in this run.</summary>
    public long BlocksFetched => Volatile.Read(ref _blocksFetched);

    /// <summary>Blocks committed in this run.</summary>
    public long BlocksCommitted => Volatile.Read(ref _blocksCommitted);

    /// <summary>Records committed in this run.</summary>
    public long RecordsCommitted => Volatile.Read(ref _recordsCommitted);

    /// <summary>Bytes of answers read in this run.</summary>
    public long BytesIn => Volatile.Read(ref _bytesIn);

    /// <summary>Bytes of encoded records committed in this run.</summary>
    public long BytesOut => Volatile.Read(ref _bytesOut);

    /// <summary>When this run first committed, or null before that.</summary>
    public DateTimeOffset? FirstCommit => Volatile.Read(ref _firstCommit) is > 0 and long ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Bytes of blocks under way.</summary>
    public long BudgetUsed => Volatile.Read(ref _budgetUsed);

    /// <summary>Failed requests and items in this run.</summary>
    public long RpcErrors => Volatile.Read(ref _rpcErrors);

    /// <summary>Reorganisations of this run that took back committed blocks.</summary>
    public long Reorgs => Volatile.Read(ref _reorgs);

    /// <summary>Committed blocks taken back in this run.</summary>
    public long BlocksRetracted => Volatile.Read(ref _blocksRetracted);

    /// <summary>The most blocks that one reorganisation of this run took back.</summary>
    public long DeepestReorg => Volatile.Read(ref _deepestReorg);

    /// <summary>Blocks that are waited for because no endpoint gives them right.</summary>
    public int WrongBlocks => Volatile.Read(ref _wrongBlocks);

    /// <summary>The lowest of these blocks, or null when there is none.</summary>
    public WrongBlock? WrongBlock => Volatile.Read(ref _wrongBlock);

    /// <summary>The newest block that may be written (the node's newest, unless the stream stays behind it), or null before it is known.</summary>
    public ulong? Head => Volatile.Read(ref _head) is >= 0 and long head ? (ulong)head : null;

    /// <summary>The last committed block, of this run or before, or null when there is none.</summary>
    public ulong? Committed => Volatile.Read(ref _committed) is >= 0 and long number ? (ulong)number : null;

    /// <summary>Records of one kind committed in this run.</summary>
    public long RecordsCommittedOf(Entity entity) => Volatile.Read(ref _recordsOf[(int)entity]);

    /// <summary>Processor time that a stage has computed for in this run; zero where that is not known, which is anywhere but on 64-bit Linux.</summary>
    public TimeSpan CpuOf(ProcessingStage stage) => TimeSpan.FromTicks(Volatile.Read(ref _cpu[(int)stage]) / TimeSpan.NanosecondsPerTick);

    /// <summary>Says which block is the newest.</summary>
    public void SetHead(ulong number) => Volatile.Write(ref _head, (long)number);

    /// <summary>Says which block was committed before this run.</summary>
    public void SetCommitted(ulong number) => Volatile.Write(ref _committed, (long)number);

    /// <summary>Says how much of the budget is used.</summary>
    public void SetBudgetUsed(long bytes) => Volatile.Write(ref _budgetUsed, bytes);

    /// <summary>Says how many blocks are waited for because they stay wrong, and which is the lowest.</summary>
    public void SetWrong(int count, WrongBlock? lowest)
    {
        Volatile.Write(ref _wrongBlock, lowest);
        Volatile.Write(ref _wrongBlocks, count);
    }

    /// <summary>Counts decoded blocks and the bytes they came from.</summary>
    public void AddFetched(long blocks, long bytes)
    {
        Interlocked.Add(ref _blocksFetched, blocks);
        Interlocked.Add(ref _bytesIn, bytes);
    }

    /// <summary>Counts a commit.</summary>
    public void AddCommitted(ulong last, long blocks, long records, long bytes)
    {
        if (Volatile.Read(ref _firstCommit) == 0) Volatile.Write(ref _firstCommit, DateTimeOffset.UtcNow.Ticks);
        Interlocked.Add(ref _recordsCommitted, records);
        Interlocked.Add(ref _bytesOut, bytes);
        Volatile.Write(ref _committed, (long)last);
        Interlocked.Add(ref _blocksCommitted, blocks);
    }

    /// <summary>Counts records of one kind that are part of a commit.</summary>
    public void AddRecords(Entity entity, long records) => Interlocked.Add(ref _recordsOf[(int)entity], records);

    /// <summary>Counts processor time of a stage, nanoseconds.</summary>
    internal void AddCpu(ProcessingStage stage, long nanoseconds) => Interlocked.Add(ref _cpu[(int)stage], nanoseconds);

    /// <summary>Counts a reorganisation. Thread: the one that commits.</summary>
    /// <param name="depth">Blocks taken back.</param>
    public void AddReorg(ulong depth)
    {
        Interlocked.Add(ref _blocksRetracted, (long)depth);
        Volatile.Write(ref _deepestReorg, Math.Max(_deepestReorg, (long)depth));
        Interlocked.Increment(ref _reorgs);
    }

    /// <summary>Counts a failed request or item.</summary>
    public void AddRpcError() => Interlocked.Increment(ref _rpcErrors);
}
