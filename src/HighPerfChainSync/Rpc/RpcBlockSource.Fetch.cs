using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc.Endpoints;

namespace HighPerfChainSync.Rpc;

/// <content>Fetches runs of blocks: at one endpoint, and what fails there at the next; then, after a pause, at all of them again.</content>
public sealed partial class RpcBlockSource
{
    /// <summary>At the head a node may announce a block a moment before it serves it: no news until it lasts.</summary>
    private const int QuietAttempts = 4;

    /// <summary>Faulty requests after which an endpoint is left although the others are no better: enough to halve a batch down to single calls.</summary>
    private const int PatientFaults = 6;

    /// <summary>Longest pause before a block is asked for again that is not there: a replica that lags is no reason to wait for long.</summary>
    private static readonly TimeSpan s_missingDelay = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async ValueTask FetchAsync(ulong first, ReadOnlyMemory<BlockData> blocks, IFetchedBlocks fetched, CancellationToken cancellationToken)
    {
        if (!_fetches.TryTake(out BlockFetch? fetch)) fetch = new BlockFetch(_chooser, UnknownFields, _metrics, _gate);
        Hash256? expected = blocks.Length == 1 ? _named.HashOf(first) : null;
        fetch.Begin(first, blocks, fetched, expected, _named.IsFarBelow(first + (ulong)blocks.Length - 1));
        try
        {
            await RunAsync(fetch, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            fetch.End();
            _fetches.Add(fetch);
        }
    }

    private async ValueTask RunAsync(BlockFetch fetch, CancellationToken cancellationToken)
    {
        var backoff = new RetryBackoff(_options.RetryDelay, _options.MaxRetryDelay);
        ulong tried = 0;
        RpcEndpoint? endpoint = _chooser.Choose(fetch.Highest, tried);
        while (true)
        {
            if (endpoint is not null)
            {
                bool isAccepted = endpoint.IsAccepted || await _identities.AcceptAsync(endpoint, cancellationToken).ConfigureAwait(false);
                if (isAccepted && await TryAsync(fetch, endpoint, tried, cancellationToken).ConfigureAwait(false)) return;
                if (isAccepted && fetch.Fault is null) continue;
                tried |= EndpointChooser.Bit(endpoint);
                RpcEndpoint? next = _chooser.Choose(fetch.Highest, tried);
                if (next is not null)
                {
                    if (isAccepted) Move(fetch, next);
                    endpoint = next;
                    continue;
                }
            }

            // All have been tried: those that lacked the block may have it after the pause.
            TimeSpan delay = backoff.Next();
            if (fetch.Fault is { Error: ChainSyncError.RpcNotFound } && delay > s_missingDelay) delay = s_missingDelay;
            Report(fetch, delay, backoff.Attempts);
            if (!_chooser.IsSingle) _heads.Refresh();
            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
            tried = 0;
            endpoint = _chooser.Choose(fetch.Highest, tried);
        }
    }

    /// <summary>Lets one endpoint try.</summary>
    /// <returns>Whether all blocks are complete.</returns>
    private async ValueTask<bool> TryAsync(BlockFetch fetch, RpcEndpoint endpoint, ulong tried, CancellationToken cancellationToken)
    {
        int maxFaults = _chooser.IsSingle ? int.MaxValue : _chooser.HasOther(endpoint, fetch.Highest, tried) ? 1 : PatientFaults;
        endpoint.Begin();
        try
        {
            bool isComplete = await fetch.TryAsync(endpoint, maxFaults, cancellationToken).ConfigureAwait(false);
            if (fetch.Fault is RpcFault fault) endpoint.Failed(fetch.FaultBlock, fault);
            else if (isComplete) endpoint.Gave(fetch.Last);
            return isComplete;
        }
        finally
        {
            endpoint.End();
        }
    }

    private void Move(BlockFetch fetch, RpcEndpoint to)
    {
        if (fetch.Fault is not RpcFault fault) return;
        RpcClient from = fetch.Endpoint.Client;
        _metrics.Moved(fault.Error, from.Endpoint);
        bool isNews = fault.Error != ChainSyncError.RpcNotFound;
        if (isNews) from.Faults.ReportMoved(fault, fetch.FaultMethod, fetch.FaultBlock, to.Client.Endpoint);
    }

    private static void Report(BlockFetch fetch, TimeSpan delay, int attempts)
    {
        if (fetch.Fault is not RpcFault fault) return;
        bool isNews = fault.Error != ChainSyncError.RpcNotFound || attempts > QuietAttempts;
        if (isNews) fetch.Endpoint.Client.Faults.Report(fault, fetch.FaultMethod, fetch.FaultBlock, delay);
    }
}
