using System.Globalization;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Pipeline;

/// <summary>One stream: reads a chain from its node, puts it in order, encodes it and commits it to a sink. Runs once.</summary>
/// <remarks>It owns the sink and its source and closes them. Several streams may run side by side. Thread: any.</remarks>
public sealed class SyncStream : IAsyncDisposable
{
    private const long MinPieceBytes = 1 << 20;

    private readonly IBlockSink _sink;
    private readonly SyncStreamServices _services;
    private readonly ILogger _logger;
    private int _started;
    private bool _sinkClosed;

    /// <summary>Creates a stream; nothing is contacted yet.</summary>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.Configuration"/>: an option has a value that cannot be used.</exception>
    public SyncStream(StreamOptions options, IBlockSink sink, SyncStreamServices? services = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sink);
        options.Pipeline.Validate();
        Options = options;
        _sink = sink;
        _services = services ?? new SyncStreamServices();
        _logger = _services.Loggers.CreateLogger("HighPerfChainSync.Pipeline");
        Status = new StreamStatus { Chain = options.Chain ?? "", Last = options.To };
        Metrics = new ChainSyncMetrics(Status, _services.Meters);
    }

    /// <summary>What it does.</summary>
    public StreamOptions Options { get; }

    /// <summary>What it shows of itself while it runs, and after.</summary>
    public StreamStatus Status { get; }

    /// <summary>Its counters.</summary>
    public ChainSyncMetrics Metrics { get; }

    /// <summary>Runs until the last block wanted is committed, a stop, or an error; then every block is back in its pool and the sink is closed.</summary>
    /// <param name="stop">Orderly end: nothing more is fetched, what is in order is committed, and the call returns without an error.</param>
    /// <param name="abort">Immediate end without a commit.</param>
    /// <exception cref="ChainSyncException">The stream cannot go on. What came before the error, other than an error of the sink, has been committed.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="abort"/> was requested.</exception>
    public async Task RunAsync(CancellationToken stop, CancellationToken abort = default)
    {
        if (Interlocked.Exchange(ref _started, 1) != 0) throw new InvalidOperationException("A stream runs once: create another.");
        try
        {
            IBlockSource source = SyncStreamSource.Create(Options, Metrics, _services);
            await using (source.ConfigureAwait(false))
                await OpenAndRunAsync(source, stop, abort).ConfigureAwait(false);
            Status.Activity = StreamPhases.Done;
            PipelineLog.Ended(_logger, Status.Chain, Status.BlocksCommitted, Status.RecordsCommitted, Text(Status.Committed, "none"));
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            Status.Activity = StreamPhases.Failed;
            PipelineLog.Aborted(_logger, Status.Chain);
            throw;
        }
        catch (Exception error)
        {
            Metrics.Fault((error as ChainSyncException)?.Error ?? ChainSyncError.Internal);
            Status.Activity = StreamPhases.Failed;
            throw;
        }
        finally
        {
            await CloseSinkAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Asks the node what the stream would be, as its sink is told when it runs. The sink is not opened.</summary>
    /// <param name="cancel">Gives up; otherwise the node is waited for.</param>
    public async Task<StreamDescription> DescribeAsync(CancellationToken cancel)
    {
        IBlockSource source = SyncStreamSource.Create(Options, Metrics, _services);
        await using (source.ConfigureAwait(false))
        {
            var head = new HeadTracker(source, Options.Pipeline, Status, _services.Time);
            return await DescribeAsync(source, head, CreateEncoder()?.Name ?? Options.Format, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the sink if the stream never ran, and ends the counters. Not while it runs.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseSinkAsync().ConfigureAwait(false);
        Metrics.Dispose();
    }

    private async Task OpenAndRunAsync(IBlockSource source, CancellationToken stop, CancellationToken abort)
    {
        Status.Activity = StreamPhases.Opening;
        IRecordEncoder? encoder = CreateEncoder();
        var head = new HeadTracker(source, Options.Pipeline, Status, _services.Time);
        StreamStart start;
        using (var opening = CancellationTokenSource.CreateLinkedTokenSource(stop, abort))
        {
            try
            {
                start = await OpenAsync(source, head, encoder?.Name ?? Options.Format, opening.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested && !abort.IsCancellationRequested)
            {
                return;
            }
        }

        Status.First = start.First;
        if (Options.To < start.First)
        {
            PipelineLog.NothingToDo(_logger, Status.Chain, Options.To.Value);
            return;
        }

        using var context = new PipelineContext(Options, source, Metrics, Status, _services, _logger);
        context.Board.Phase = StreamPhases.Syncing;
        await RunStagesAsync(context, head, start, encoder, stop, abort).ConfigureAwait(false);
    }

    private async Task<StreamStart> OpenAsync(IBlockSource source, HeadTracker head, string format, CancellationToken cancel)
    {
        StreamDescription description = await DescribeAsync(source, head, format, cancel).ConfigureAwait(false);
        (string chain, ChainIdentity identity, ulong firstBlock) = (description.Chain, description.Identity, description.FirstBlock);
        StreamProgress? progress = await _sink.OpenAsync(description, cancel).ConfigureAwait(false);
        if (progress?.Anchor is { } anchor) await CheckAnchorAsync(source, anchor, cancel).ConfigureAwait(false);
        StreamStart start = StreamStart.Resolve(chain, Options.From, Options.To, firstBlock, progress);
        if (!(Options.To < start.First))
            PipelineLog.Begins(_logger, chain, identity.ChainId, identity.ClientVersion, Options.Entities.ToText(), format, start.First, Text(Options.To, "the head and on"));
        if (progress is null) source.BeginNew(start.First);
        if (progress is not null)
        {
            Status.SetCommitted(progress.Number);
            PipelineLog.Resumes(_logger, chain, progress.Number);
        }

        return start;
    }

    /// <summary>A node without block 0 is known by the stream's own first block, as long as it has that one.</summary>
    private async ValueTask CheckAnchorAsync(IBlockSource source, StreamProgress anchor, CancellationToken cancel)
    {
        Hash256? hash = await source.TryGetHashAsync(anchor.Number, cancel).ConfigureAwait(false);
        if (hash is null) PipelineLog.NoAnchor(_logger, Status.Chain, anchor.Number);
        else if (hash != anchor.Hash) StreamStart.ThrowOtherChain(Status.Chain, anchor, hash.Value);
    }

    private async ValueTask<StreamDescription> DescribeAsync(IBlockSource source, HeadTracker head, string format, CancellationToken cancel)
    {
        ChainIdentity identity = await source.GetIdentityAsync(cancel).ConfigureAwait(false);
        string chain = Options.Chain ?? ChainNames.Of(identity.ChainId);
        Status.Chain = chain;
        ulong? newest = Options.From.Begin == StartPosition.Kind.Latest ? await head.RefreshAsync(cancel).ConfigureAwait(false) : null;
        return new StreamDescription(chain, identity, Options.Entities, format, StreamStart.WithoutProgress(Options.From, newest))
        {
            Schema = Options.Schema,
            Numbers = Options.Numbers,
        };
    }

    private async Task RunStagesAsync(
        PipelineContext context, HeadTracker head, StreamStart start, IRecordEncoder? encoder, CancellationToken stop, CancellationToken abort)
    {
        var blocks = new OrderedBlocks(context, head, start.First);
        var toSink = OrderedBlocks.Create<BlockData?>(Options.Pipeline.MaxBlocksPerRange, singleWriter: false);
        var encode = new EncodeStage(context, blocks.Reader, toSink.Writer, new ChainTracker(start.First, start.Before), encoder, Options.Entities, PieceBytes());
        using var sink = new SinkStage(context, toSink, _sink, blocks.Planner, Options.Entities);
        using var ended = new CancellationTokenSource();
        CancellationTokenRegistration stopped = stop.UnsafeRegister(_ => Stop(context), null);
        CancellationTokenRegistration aborted = abort.UnsafeRegister(static shared => ((PipelineContext)shared!).StopFetching(), context);
        Task watchdog = new StallWatchdog(context, Status.Chain).RunAsync(ended.Token);
        try
        {
            await Task.WhenAll(blocks.RunAsync(), Task.Run(encode.RunAsync, CancellationToken.None), Task.Run(() => sink.RunAsync(abort), CancellationToken.None)).ConfigureAwait(false);
        }
        finally
        {
            await stopped.DisposeAsync().ConfigureAwait(false);
            await aborted.DisposeAsync().ConfigureAwait(false);
            await ended.CancelAsync().ConfigureAwait(false);
            await watchdog.ConfigureAwait(false);
            await CloseAndTakeBackAsync(context, sink).ConfigureAwait(false);
        }

        context.Fault.ThrowIfAny();
        abort.ThrowIfCancellationRequested();
    }

    /// <summary>The sink may read what it was lent until it is closed. That closing failed is the stream's error only when it has no other.</summary>
    private async ValueTask CloseAndTakeBackAsync(PipelineContext context, SinkStage sink)
    {
        try
        {
            await CloseSinkAsync().ConfigureAwait(false);
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
        ? Math.Max(MinPieceBytes, Math.Min(Options.Pipeline.BudgetBytes / 4, _sink.Limits.MaxBytes))
        : long.MaxValue;

    private IRecordEncoder? CreateEncoder() =>
        _sink.NeedsEncoding ? _services.Encoder ?? RecordEncoders.Create(Options.Format, new RecordEncoderOptions { Schema = Options.Schema, Numbers = Options.Numbers }) : null;

    private void Stop(PipelineContext context)
    {
        context.Board.Phase = StreamPhases.Stopping;
        PipelineLog.Stops(_logger, Status.Chain);
        context.StopFetching();
    }

    private async ValueTask CloseSinkAsync()
    {
        if (_sinkClosed) return;
        _sinkClosed = true;
        await _sink.DisposeAsync().ConfigureAwait(false);
    }

    private static string Text(ulong? number, string none) => number?.ToString(CultureInfo.InvariantCulture) ?? none;
}
