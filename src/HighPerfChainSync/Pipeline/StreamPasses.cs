using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Pipeline;

/// <summary>Runs the stages of a stream, and again from the common ancestor each time that the chain has broken.</summary>
/// <remarks>
/// A pass ends in order: what is committed is noted in the window, every other block is back in its pool and the budget is empty before
/// the node is asked where its branch leaves ours. Thread: one at a time.
/// </remarks>
internal sealed class StreamPasses
{
    private const long MinPieceBytes = 1 << 20;

    private readonly StreamOptions _options;
    private readonly IBlockSink _sink;
    private readonly IBlockSource _source;
    private readonly SyncStreamServices _services;
    private readonly ChainSyncMetrics _metrics;
    private readonly StreamStatus _status;
    private readonly ILogger _logger;
    private readonly ChainWindow _window = new();

    /// <summary>Creates the passes of a stream whose sink has been opened.</summary>
    public StreamPasses(StreamOptions options, IBlockSink sink, IBlockSource source, SyncStreamServices services, ChainSyncMetrics metrics, StreamStatus status, ILogger logger)
    {
        _options = options;
        _sink = sink;
        _source = source;
        _services = services;
        _metrics = metrics;
        _status = status;
        _logger = logger;
    }

    /// <summary>Closes the sink; called once, before blocks that it may still read are given back.</summary>
    public required Func<ValueTask> CloseSink { get; init; }

    /// <summary>Runs until the last block wanted is committed, a stop, or an error; closes the sink at the end of the last pass.</summary>
    /// <param name="start">Where the first pass begins.</param>
    /// <param name="progress">What earlier runs have committed.</param>
    /// <param name="head">The node's head.</param>
    /// <param name="encoder">Creates encoders, or null when the sink reads the records itself.</param>
    /// <param name="stop">Orderly end.</param>
    /// <param name="abort">Immediate end.</param>
    public async Task RunAsync(
        StreamStart start, StreamProgress? progress, HeadTracker head, Func<IRecordEncoder>? encoder, CancellationToken stop, CancellationToken abort)
    {
        var plan = new EncodingPlan { CreateEncoder = encoder, Entities = _options.Entities, PieceBytes = PieceBytes(), KeepsRecords = _sink.ReadsRecords };
        if (progress is not null) _window.Seed(progress);
        var resolver = new ReorgResolver(_options, _source, _sink, _window, _status, _services, progress is null ? start.First : 0);
        StreamStart next = start;
        Rewind? rewind = null;
        RangeSizer? sizer = null;
        while (true)
        {
            using var context = new PipelineContext(_options, _source, _metrics, _status, _services, _logger) { Window = _window, Rewind = rewind, Encoding = plan };
            if (sizer is not null) context.Sizer = sizer;
            sizer = context.Sizer;
            context.Board.Phase = rewind is null ? StreamPhases.Syncing : StreamPhases.Rewinding;
            ChainBreak? seen = await RunStagesAsync(context, head, next, plan, stop, abort).ConfigureAwait(false);
            if (seen is null) return;
            context.Board.Phase = StreamPhases.Rewinding;
            head.Reset();
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop, abort);
            try
            {
                rewind = await resolver.ResolveAsync(seen, ended.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested && !abort.IsCancellationRequested)
            {
                PipelineLog.Stops(_logger, _status.Chain);
                return;
            }

            next = NextStart(start, rewind);
        }
    }

    private StreamStart NextStart(StreamStart start, Rewind? rewind)
    {
        if (rewind is not null) return new StreamStart(rewind.Ancestor.Number + 1, rewind.Ancestor.Hash);
        return _window.TryGetLast(out ulong last, out Primitives.Hash256 hash) ? new StreamStart(last + 1, hash) : start;
    }

    /// <summary>Runs the stages once.</summary>
    /// <returns>Why there is to be another pass, or null.</returns>
    private async Task<ChainBreak?> RunStagesAsync(
        PipelineContext context, HeadTracker head, StreamStart start, EncodingPlan plan, CancellationToken stop, CancellationToken abort)
    {
        var blocks = new OrderedBlocks(context, head, start.First);
        var toSink = OrderedBlocks.Create<BlockData?>(_options.Pipeline.MaxBlocksPerRange, singleWriter: false, _sink.ReturnsPromptly);
        var encode = new EncodeStage(context, blocks.Reader, toSink.Writer, new ChainTracker(start.First, start.Before), new BlockEncoding(plan, _metrics));
        using var sink = new SinkStage(context, toSink, _sink, blocks, _options.Entities);
        using var ended = new CancellationTokenSource();
        CancellationTokenRegistration stopped = stop.UnsafeRegister(_ => Stop(context), null);
        CancellationTokenRegistration aborted = abort.UnsafeRegister(static shared => ((PipelineContext)shared!).StopFetching(), context);
        Task watchdog = new StallWatchdog(context, _status.Chain).RunAsync(ended.Token);
        ChainBreak? again = null;
        try
        {
            Task encoding = Task.Run(() => encode.RunAsync(abort), CancellationToken.None);
            await Task.WhenAll(blocks.RunAsync(), encoding, Task.Run(() => sink.RunAsync(abort), CancellationToken.None)).ConfigureAwait(false);
            bool isEnd = context.Fault.First is not null || stop.IsCancellationRequested || abort.IsCancellationRequested;
            again = isEnd ? null : context.Break;
        }
        finally
        {
            await stopped.DisposeAsync().ConfigureAwait(false);
            await aborted.DisposeAsync().ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await watchdog.ConfigureAwait(false);
            if (again is null) await CloseAndTakeBackAsync(context, sink).ConfigureAwait(false);
        }

        context.Fault.ThrowIfAny();
        abort.ThrowIfCancellationRequested();
        return again;
    }

    /// <summary>The sink may read what it was lent until it is closed. That closing failed is the stream's error only when it has no other.</summary>
    private async ValueTask CloseAndTakeBackAsync(PipelineContext context, SinkStage sink)
    {
        try
        {
            await CloseSink().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            context.Fail(error);
        }
        finally
        {
            sink.DiscardUncommitted();
        }
    }

    /// <summary>A quarter of the budget: another is what the block holds decoded, and the rest lets the next blocks be fetched.</summary>
    private long PieceBytes() => _sink.TakesPieces
        ? Math.Max(MinPieceBytes, Math.Min(_options.Pipeline.BudgetBytes / 4, _sink.Limits.MaxBytes))
        : long.MaxValue;

    private void Stop(PipelineContext context)
    {
        context.Board.Phase = StreamPhases.Stopping;
        PipelineLog.Stops(_logger, _status.Chain);
        context.StopFetching();
    }
}
