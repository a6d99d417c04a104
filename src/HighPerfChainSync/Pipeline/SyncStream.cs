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
    /// <remarks>Reorganisations are followed: committed blocks are taken back where the sink can, and written anew, in one commit.</remarks>
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
            var head = new HeadTracker(source, Options, Status, _services.Time);
            return await DescribeAsync(source, head, EncoderFactory()?.Invoke().Name ?? Options.Format, cancel).ConfigureAwait(false);
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
        Func<IRecordEncoder>? encoder = EncoderFactory();
        var head = new HeadTracker(source, Options, Status, _services.Time);
        StreamStart start;
        StreamProgress? progress;
        using (var opening = CancellationTokenSource.CreateLinkedTokenSource(stop, abort))
        {
            try
            {
                (start, progress) = await OpenAsync(source, head, encoder?.Invoke().Name ?? Options.Format, opening.Token).ConfigureAwait(false);
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

        var passes = new StreamPasses(Options, _sink, source, _services, Metrics, Status, _logger) { CloseSink = CloseSinkAsync };
        await passes.RunAsync(start, progress, head, encoder, stop, abort).ConfigureAwait(false);
    }

    private async Task<(StreamStart Start, StreamProgress? Progress)> OpenAsync(IBlockSource source, HeadTracker head, string format, CancellationToken cancel)
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

        return (start, progress);
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
        head.Begin(ProfileOf(identity));
        ulong? newest = Options.From.Begin == StartPosition.Kind.Latest ? await head.WaitForAnyAsync(cancel).ConfigureAwait(false) : null;
        return new StreamDescription(chain, identity, Options.Entities, format, StreamStart.WithoutProgress(Options.From, newest))
        {
            Schema = Options.Schema,
            Numbers = Options.Numbers,
        };
    }

    private ChainProfile ProfileOf(ChainIdentity identity) =>
        Options.Verification.Profile is { } named ? ChainProfiles.Load(named) : ChainProfiles.Of(identity.ChainId);

    private Func<IRecordEncoder>? EncoderFactory()
    {
        if (!_sink.NeedsEncoding) return null;
        var options = new RecordEncoderOptions { Schema = Options.Schema, Numbers = Options.Numbers };
        return _services.Encoder ?? (() => RecordEncoders.Create(Options.Format, options));
    }

    private async ValueTask CloseSinkAsync()
    {
        if (_sinkClosed) return;
        _sinkClosed = true;
        await _sink.DisposeAsync().ConfigureAwait(false);
    }

    private static string Text(ulong? number, string none) => number?.ToString(CultureInfo.InvariantCulture) ?? none;
}
