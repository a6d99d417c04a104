using System.Collections.Concurrent;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Rpc;

/// <summary>Reads blocks with their receipts from one node over JSON-RPC.</summary>
/// <remarks>
/// Blocks by <c>eth_getBlockByNumber</c>, receipts by <c>eth_getBlockReceipts</c> with the block's hash; where the node does not take that,
/// by number, or by <c>eth_getTransactionReceipt</c>. Whatever fails is asked for again until it fits or the call is cancelled. Thread: any.
/// </remarks>
public sealed class RpcBlockSource : IBlockSource
{
    /// <summary>At the head a node may announce a block a moment before it serves it: no news until it lasts.</summary>
    private const int QuietAttempts = 4;

    /// <summary>How often a start asks for the hash of block 0 and the name of the node before it does without.</summary>
    private const int RestAttempts = 3;

    private readonly RpcClient _client;
    private readonly RpcEndpointOptions _options;
    private readonly ChainSyncMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ReceiptsChoice _receipts;
    private readonly VerificationGate _gate;
    private readonly ConcurrentBag<BlockFetch> _fetches = [];

    /// <summary>Creates a source; nothing is asked before the first call.</summary>
    /// <param name="options">The endpoint.</param>
    /// <param name="metrics">Counts requests and faults; blocks are counted by who asked for them.</param>
    /// <param name="logger">Hears of faults.</param>
    /// <param name="time">The clock for pauses; the system's when null.</param>
    /// <param name="verification">How blocks are checked; the defaults when null.</param>
    /// <exception cref="ChainSyncException">An option has a value that cannot be used.</exception>
    public RpcBlockSource(
        RpcEndpointOptions options, ChainSyncMetrics metrics, ILogger logger, TimeProvider? time = null, VerificationOptions? verification = null)
        : this(new RpcClient(options, metrics, logger, time), options, metrics, logger, time, verification)
    {
    }

    internal RpcBlockSource(
        RpcClient client, RpcEndpointOptions options, ChainSyncMetrics metrics, ILogger logger, TimeProvider? time, VerificationOptions? verification = null)
    {
        _gate = new VerificationGate(verification ?? new VerificationOptions(), metrics, logger);
        _client = client;
        _options = options;
        _metrics = metrics;
        _time = time ?? TimeProvider.System;
        _receipts = new ReceiptsChoice(client.Endpoint, logger, _time);
        UnknownFields = new UnknownFields(metrics.UnknownField);
    }

    /// <summary>The JSON fields that the decoder skipped.</summary>
    public UnknownFields UnknownFields { get; }

    /// <inheritdoc/>
    /// <exception cref="RpcException">The endpoint does not know <c>eth_chainId</c>: it is not a node's JSON-RPC address.</exception>
    public async ValueTask<ChainIdentity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        var batch = new RpcBatch { ReturnsErrors = true };
        var reader = new IdentityReader();
        var backoff = new RetryBackoff(_options.RetryDelay, _options.MaxRetryDelay);
        while (true)
        {
            reader.AskChainId(batch);
            await _client.SendAsync(batch, reader, cancellationToken).ConfigureAwait(false);
            if (batch.At(0).Fault is not RpcFault fault) break;
            if (fault.Error == ChainSyncError.RpcMethodNotFound) throw batch.GetError(0)!;
            await PauseAsync(backoff.Next(), fault, batch.MethodOf(0), null, cancellationToken).ConfigureAwait(false);
        }

        await AskRestAsync(reader, cancellationToken).ConfigureAwait(false);
        _gate.Begin(reader.Identity);
        return reader.Identity;
    }

    /// <inheritdoc/>
    public async ValueTask<ChainHead> GetHeadAsync(CancellationToken cancellationToken)
    {
        var batch = new RpcBatch();
        var reader = new HeadReader();
        var backoff = new RetryBackoff(_options.RetryDelay, _options.MaxRetryDelay);
        while (true)
        {
            batch.Clear();
            batch.Add("eth_getBlockByNumber"u8, "[\"latest\",false]"u8);
            await _client.SendAsync(batch, reader, cancellationToken).ConfigureAwait(false);
            if (batch.At(0).Fault is not RpcFault fault) return reader.Head;
            await PauseAsync(backoff.Next(), fault, batch.MethodOf(0), null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Hash256?> TryGetHashAsync(ulong number, CancellationToken cancellationToken)
    {
        var batch = new RpcBatch { ReturnsFaults = true };
        var reader = new HeadReader();
        var backoff = new RetryBackoff(_options.RetryDelay, _options.MaxRetryDelay);
        for (int attempt = 1; ; attempt++)
        {
            batch.Clear();
            batch.AddBlock(number, full: false);
            await _client.SendAsync(batch, reader, cancellationToken).ConfigureAwait(false);
            if (batch.At(0).Fault is not RpcFault fault) return reader.Head.Number == number ? reader.Head.Hash : null;
            if (attempt == RestAttempts || fault.IsAnswer) return null;
            await PauseAsync(backoff.Next(), fault, batch.MethodOf(0), number, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void BeginNew(ulong first) => _gate.BeginNew(first);

    /// <inheritdoc/>
    public async ValueTask FetchAsync(ulong first, ReadOnlyMemory<BlockData> blocks, CancellationToken cancellationToken)
    {
        if (!_fetches.TryTake(out BlockFetch? fetch)) fetch = new BlockFetch(_client, _receipts, UnknownFields, _metrics, _gate);
        var backoff = new RetryBackoff(_options.RetryDelay, _options.MaxRetryDelay);
        fetch.Begin(first, blocks);
        try
        {
            while (!await fetch.TryAsync(cancellationToken).ConfigureAwait(false))
            {
                if (fetch.Fault is not RpcFault fault) continue;
                TimeSpan delay = backoff.Next();
                bool isNews = fault.Error != ChainSyncError.RpcNotFound || backoff.Attempts > QuietAttempts;
                if (isNews) _client.Faults.Report(fault, fetch.FaultMethod, fetch.FaultBlock, delay);
                await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            fetch.End();
            _fetches.Add(fetch);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();

    /// <summary>Asks for what is good to know: an endpoint that cannot answer, for whatever reason, does not keep the stream from starting.</summary>
    private async ValueTask AskRestAsync(IdentityReader reader, CancellationToken cancellationToken)
    {
        var batch = new RpcBatch { ReturnsFaults = true };
        var backoff = new RetryBackoff(_options.RetryDelay, _options.MaxRetryDelay);
        for (int attempt = 1; ; attempt++)
        {
            reader.AskRest(batch);
            await _client.SendAsync(batch, reader, cancellationToken).ConfigureAwait(false);
            int failed = batch.At(0).Fault is { IsAnswer: false } ? 0 : 1;
            if (attempt == RestAttempts || batch.At(failed).Fault is not { IsAnswer: false } fault) return;
            await PauseAsync(backoff.Next(), fault, batch.MethodOf(failed), null, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask PauseAsync(TimeSpan delay, RpcFault fault, string method, ulong? block, CancellationToken cancellationToken)
    {
        _client.Faults.Report(fault, method, block, delay);
        await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
    }
}
