using System.Diagnostics.CodeAnalysis;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Pipeline;

/// <summary>The first half of a stream with a caller who takes the blocks by hand instead of a sink.</summary>
/// <remarks>Owner of <see cref="Current"/>: this reader; returned by: the next <see cref="MoveNextAsync"/> or <see cref="DisposeAsync"/>; thread: the caller's, one at a time.</remarks>
internal sealed class BlockReader : IAsyncDisposable
{
    private readonly StreamOptions _options;
    private readonly SyncStreamServices _services;
    private readonly StreamStatus _status;
    private readonly ChainSyncMetrics _metrics;
    private readonly IBlockSource _source;
    private PipelineContext? _context;
    private OrderedBlocks? _blocks;
    private ChainTracker? _chain;
    private Task _stages = Task.CompletedTask;
    private BlockData? _current;

    /// <summary>Creates a reader; nothing is contacted yet.</summary>
    public BlockReader(StreamOptions options, SyncStreamServices services)
    {
        _options = options;
        _services = services;
        _status = new StreamStatus { Chain = options.Chain ?? "", Last = options.To };
        _metrics = new ChainSyncMetrics(_status, services.Meters);
        _source = SyncStreamSource.Create(options, _metrics, services);
    }

    /// <summary>The block that was read last.</summary>
    public BlockData Current => _current ?? throw new InvalidOperationException("There is no block: read one first.");

    /// <summary>Decides where to begin and starts to fetch ahead.</summary>
    public async ValueTask OpenAsync(StreamProgress? after, CancellationToken cancel)
    {
        ChainIdentity identity = await _source.GetIdentityAsync(cancel).ConfigureAwait(false);
        _status.Chain = _options.Chain ?? ChainNames.Of(identity.ChainId);
        ChainProfile profile = _options.Verification.Profile is { } named ? ChainProfiles.Load(named) : ChainProfiles.Of(identity.ChainId);
        var head = new HeadTracker(_source, _options, _status, _services.Time);
        head.Begin(profile);
        bool fromHead = after is null && _options.From.Begin == StartPosition.Kind.Latest;
        ulong? newest = fromHead ? await head.WaitForAnyAsync(cancel).ConfigureAwait(false) : null;
        StreamStart start = after is null
            ? StreamStart.Resolve(_status.Chain, _options.From, _options.To, StreamStart.WithoutProgress(_options.From, newest), null)
            : new StreamStart(after.Number + 1, after.Hash);
        _status.First = start.First;
        ILogger logger = _services.Loggers.CreateLogger("HighPerfChainSync.Pipeline");
        _context = new PipelineContext(_options, _source, _metrics, _status, _services, logger, callerReads: true);
        _chain = new ChainTracker(start.First, start.Before);
        _blocks = new OrderedBlocks(_context, head, start.First);
        _stages = _blocks.RunAsync();
    }

    /// <summary>Returns the block before and waits for the next.</summary>
    /// <returns>False after the last block wanted.</returns>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancel)
    {
        PipelineContext context = Opened();
        ReturnCurrent();
        cancel.ThrowIfCancellationRequested();
        // The wait itself is not cancelled: ending the fetching ends the channel, and nothing that is in it is lost.
        using CancellationTokenRegistration ended = cancel.UnsafeRegister(static shared => ((PipelineContext)shared!).StopFetching(), context);
        if (!_blocks!.Reader.TryRead(out BlockData? block))
        {
            bool more = await _blocks.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
            if (!more || !_blocks.Reader.TryRead(out block))
            {
                context.Fault.ThrowIfAny();
                return false;
            }
        }

        _current = block;
        _chain!.Accept(block);
        return true;
    }

    /// <summary>Ends the fetching and returns every block.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_context is not null)
        {
            _context.StopFetching();
            ReturnCurrent();
            while (await _blocks!.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (_blocks.Reader.TryRead(out BlockData? block)) _context.Discard(block);
            }

            await _stages.ConfigureAwait(false);
            _context.Dispose();
        }

        await _source.DisposeAsync().ConfigureAwait(false);
        _metrics.Dispose();
    }

    private void ReturnCurrent()
    {
        if (_current is null) return;
        BlockData block = _current;
        _current = null;
        _context!.Discard(block);
    }

    [MemberNotNull(nameof(_context))]
    private PipelineContext Opened() => _context ?? throw new InvalidOperationException("The reader has not been opened.");
}
