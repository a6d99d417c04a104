using HighPerfChainSync.Buffers;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Pipeline;

/// <summary>What the stages of one stream share. Thread: any.</summary>
internal sealed class PipelineContext : IDisposable
{
    private readonly CancellationTokenSource _fetching = new();
    private readonly Rewind? _rewind;
    private ChainBreak? _break;
    private bool _isRewinding;

    /// <summary>Creates what the stages share.</summary>
    /// <param name="options">What is read.</param>
    /// <param name="source">Where blocks come from.</param>
    /// <param name="metrics">Counters.</param>
    /// <param name="status">What is shown.</param>
    /// <param name="services">Clock and pool.</param>
    /// <param name="logger">Log of the pipeline.</param>
    /// <param name="callerReads">Whether a caller's own code takes the blocks: it is never run within a stage, nor a stage on its thread.</param>
    public PipelineContext(
        StreamOptions options, IBlockSource source, ChainSyncMetrics metrics, StreamStatus status, SyncStreamServices services, ILogger logger, bool callerReads = false)
    {
        Options = options.Pipeline;
        To = options.To;
        Source = source;
        Metrics = metrics;
        Status = status;
        Time = services.Time;
        Pool = services.Pool;
        Logger = logger;
        int fetchers = Math.Max(1, options.Pipeline.Fetchers ?? options.Concurrency);
        CallerReads = callerReads;
        PlansAtOnce = source.ReturnsPromptly && !callerReads;
        Budget = new ByteBudget(options.Pipeline.BudgetBytes, PlansAtOnce);
        Board = new StageBoard(status, Budget, fetchers);
        Sizer = new RangeSizer(options.Pipeline, fetchers);
        status.BudgetBytes = options.Pipeline.BudgetBytes;
    }

    /// <summary>How much is under way.</summary>
    public PipelineOptions Options { get; }

    /// <summary>Last block wanted, or null.</summary>
    public ulong? To { get; }

    /// <summary>What becomes of complete blocks; null where they stay as they are.</summary>
    public EncodingPlan? Encoding { get; init; }

    /// <summary>Where blocks come from.</summary>
    public IBlockSource Source { get; }

    /// <summary>Whether a caller's own code takes the blocks.</summary>
    public bool CallerReads { get; }

    /// <summary>
    /// Whether what waits for room, and the planner, run on at once, on the thread that has made room or a fetcher free, and the fetcher on the planner's. On the pool each of them
    /// would stand behind the blocks that others decode.
    /// </summary>
    public bool PlansAtOnce { get; }

    /// <summary>Where blocks are rented.</summary>
    public BlockDataPool Pool { get; }

    /// <summary>Counters.</summary>
    public ChainSyncMetrics Metrics { get; }

    /// <summary>What is shown.</summary>
    public StreamStatus Status { get; }

    /// <summary>Clock and timers.</summary>
    public TimeProvider Time { get; }

    /// <summary>Log of the pipeline.</summary>
    public ILogger Logger { get; }

    /// <summary>Bound on bytes under way.</summary>
    public ByteBudget Budget { get; }

    /// <summary>States of the stages.</summary>
    public StageBoard Board { get; }

    /// <summary>Sizes of ranges; taken over from an earlier run of the stages before they start.</summary>
    public RangeSizer Sizer { get; set; }

    /// <summary>Hashes of the committed blocks.</summary>
    public ChainWindow Window { get; init; } = new(1);

    /// <summary>The reorganisation that begins this run of the stages, or null.</summary>
    public Rewind? Rewind
    {
        get => _rewind;
        init
        {
            _rewind = value;
            _isRewinding = value is not null;
        }
    }

    /// <summary>Whether <see cref="Rewind"/> is still to be committed.</summary>
    public bool IsRewinding => Volatile.Read(ref _isRewinding);

    /// <summary>Why the stages end although more blocks are wanted, or null.</summary>
    public ChainBreak? Break => Volatile.Read(ref _break);

    /// <summary>First error.</summary>
    public PipelineFault Fault { get; } = new();

    /// <summary>Cancelled when nothing more is to be fetched; what is in order already goes on to the sink.</summary>
    public CancellationToken Fetching => _fetching.Token;

    /// <summary>Ends planning and fetching. Who stops a stream runs none of its stages.</summary>
    public void StopFetching()
    {
        Budget.Close();
        _ = CancelAsync();
    }

    /// <summary>Keeps a stage's error and ends planning and fetching.</summary>
    public void Fail(Exception error)
    {
        Fault.Report(error);
        StopFetching();
    }

    /// <summary>Ends planning and fetching because the chain has broken, unless it has already.</summary>
    /// <returns>Whether this break is the one that counts.</returns>
    public bool TryBreak(ChainBreak seen)
    {
        bool isFirst = Interlocked.CompareExchange(ref _break, seen, null) is null;
        StopFetching();
        return isFirst;
    }

    /// <summary>Says that <see cref="Rewind"/> has been committed.</summary>
    public void EndRewind() => Volatile.Write(ref _isRewinding, false);

    /// <summary>Brings what the budget is charged for a block up to what the block holds.</summary>
    public void Charge(BlockData block, long reservedBytes)
    {
        long held = block.FootprintBytes;
        Budget.Charge(held - reservedBytes);
        block.ChargedBytes = held;
        Status.SetBudgetUsed(Budget.UsedBytes);
    }

    /// <summary>Returns a block to its pool and its bytes to the budget.</summary>
    public void Discard(BlockData block)
    {
        long charged = block.ChargedBytes;
        block.Return();
        Budget.Release(charged);
        Status.SetBudgetUsed(Budget.UsedBytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _fetching.Dispose();

    private async Task CancelAsync()
    {
        try
        {
            await _fetching.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Of what a source has registered.
            Fault.Report(error);
        }
    }
}
