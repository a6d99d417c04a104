using HighPerfChainSync.Buffers;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Pipeline;

/// <summary>What the stages of one stream share. Thread: any.</summary>
internal sealed class PipelineContext : IDisposable
{
    private readonly CancellationTokenSource _fetching = new();

    /// <summary>Creates what the stages share.</summary>
    public PipelineContext(StreamOptions options, IBlockSource source, ChainSyncMetrics metrics, StreamStatus status, SyncStreamServices services, ILogger logger)
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
        Budget = new ByteBudget(options.Pipeline.BudgetBytes);
        Board = new StageBoard(status, Budget, fetchers);
        Sizer = new RangeSizer(options.Pipeline, fetchers);
        status.BudgetBytes = options.Pipeline.BudgetBytes;
    }

    /// <summary>How much is under way.</summary>
    public PipelineOptions Options { get; }

    /// <summary>Last block wanted, or null.</summary>
    public ulong? To { get; }

    /// <summary>Where blocks come from.</summary>
    public IBlockSource Source { get; }

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

    /// <summary>Sizes of ranges.</summary>
    public RangeSizer Sizer { get; }

    /// <summary>First error.</summary>
    public PipelineFault Fault { get; } = new();

    /// <summary>Cancelled when nothing more is to be fetched; what is in order already goes on to the sink.</summary>
    public CancellationToken Fetching => _fetching.Token;

    /// <summary>Ends planning and fetching.</summary>
    public void StopFetching()
    {
        Budget.Close();
        _fetching.Cancel();
    }

    /// <summary>Keeps a stage's error and ends planning and fetching.</summary>
    public void Fail(Exception error)
    {
        Fault.Report(error);
        StopFetching();
    }

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
}
