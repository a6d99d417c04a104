using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Pipeline;

/// <summary>Finds out, when the chain has broken, where the node's branch leaves the committed one.</summary>
/// <remarks>
/// Nothing that the node says is trusted for longer than it takes to fetch the next block: its parent must be the block found here, else
/// the chain breaks again, and that is tried ever more slowly as long as nothing is committed. Thread: one at a time, while no stage runs.
/// </remarks>
internal sealed class ReorgResolver
{
    private readonly StreamOptions _options;
    private readonly IBlockSource _source;
    private readonly IBlockSink _sink;
    private readonly ChainWindow _window;
    private readonly StreamStatus _status;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ulong _first;
    private RetryBackoff _backoff;
    private long _committedBefore = -1;

    /// <summary>Creates a resolver.</summary>
    /// <param name="options">The stream.</param>
    /// <param name="source">The node.</param>
    /// <param name="sink">Knows hashes that the window no longer has.</param>
    /// <param name="window">Hashes of the committed blocks.</param>
    /// <param name="status">Tells whether something has been committed since the last time.</param>
    /// <param name="services">Clock and log.</param>
    /// <param name="first">First block of the stream, as far as it is known, else 0.</param>
    public ReorgResolver(StreamOptions options, IBlockSource source, IBlockSink sink, ChainWindow window, StreamStatus status, SyncStreamServices services, ulong first)
    {
        _options = options;
        _source = source;
        _sink = sink;
        _window = window;
        _status = status;
        _time = services.Time;
        _logger = services.Loggers.CreateLogger("HighPerfChainSync.Pipeline");
        _first = first;
        _backoff = new RetryBackoff(options.Pipeline.MinPollInterval, options.Pipeline.MaxPollInterval);
    }

    /// <summary>Finds where the branches part. Waits for a node that does not say so now.</summary>
    /// <returns>What to take back; null when the node has the last committed block, or when none is committed.</returns>
    /// <exception cref="ChainSyncException">
    /// <see cref="ChainSyncError.ParentMismatch"/>: blocks would have to be taken back, and the sink cannot. <see cref="ChainSyncError.Reorg"/>:
    /// more than <see cref="StreamOptions.MaxReorgDepth"/>, or more than is known.
    /// </exception>
    public async ValueTask<Rewind?> ResolveAsync(ChainBreak seen, CancellationToken cancel)
    {
        await PauseIfAgainAsync(seen, cancel).ConfigureAwait(false);
        if (!_window.TryGetLast(out ulong number, out Hash256 hash))
        {
            PipelineLog.ReadsAgain(_logger, _status.Chain, seen.Reason, _first);
            return null;
        }

        var left = new StreamProgress(number, hash);
        while (true)
        {
            var search = new AncestorSearch(_options, _source, _sink, _window, left, _first);
            if (await search.FindAsync(_status.Chain, cancel).ConfigureAwait(false) is { } ancestor)
                return ancestor.Number == number ? Nothing(seen, number) : await BeginAsync(seen, left, ancestor, search.Found, cancel).ConfigureAwait(false);
            TimeSpan delay = _backoff.Next();
            if (IsTold(_backoff.Attempts)) PipelineLog.WaitsForHash(_logger, _status.Chain, seen.Reason, search.Missing, delay);
            await Task.Delay(delay, _time, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>The first time is at once; while nothing is committed in between, each further one waits longer.</summary>
    private async ValueTask PauseIfAgainAsync(ChainBreak seen, CancellationToken cancel)
    {
        bool isAgain = _committedBefore == _status.BlocksCommitted;
        _committedBefore = _status.BlocksCommitted;
        if (!isAgain)
        {
            _backoff.Reset();
            return;
        }

        TimeSpan delay = _backoff.Next();
        if (IsTold(_backoff.Attempts)) PipelineLog.StaysBroken(_logger, _status.Chain, _backoff.Attempts, delay, seen.Reason);
        await Task.Delay(delay, _time, cancel).ConfigureAwait(false);
    }

    private Rewind? Nothing(ChainBreak seen, ulong last)
    {
        if (IsTold(_backoff.Attempts + 1)) PipelineLog.ReadsAgain(_logger, _status.Chain, seen.Reason, last + 1);
        return null;
    }

    private async ValueTask<Rewind> BeginAsync(ChainBreak seen, StreamProgress left, StreamProgress ancestor, Hash256 found, CancellationToken cancel)
    {
        ChainHead? finalized = await _source.TryGetHeadAsync(BlockTag.Finalized, cancel).ConfigureAwait(false);
        if (finalized?.Number > ancestor.Number) PipelineLog.BelowFinalized(_logger, _status.Chain, ancestor.Number, finalized.Value.Number);
        ulong target = Math.Min(Math.Max(left.Number, seen.Height), _options.To ?? ulong.MaxValue);
        var rewind = new Rewind(ancestor, left, target, found);
        PipelineLog.Rewinds(_logger, _status.Chain, rewind.Depth, left.Number, left.Hash, found, ancestor.Number, ancestor.Hash, target);
        return rewind;
    }

    /// <summary>The first times, and then ever more rarely.</summary>
    private static bool IsTold(int attempts) => (attempts & (attempts - 1)) == 0;
}
