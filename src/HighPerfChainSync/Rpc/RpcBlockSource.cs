using System.Collections.Concurrent;
using System.Globalization;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Rpc.Endpoints;
using HighPerfChainSync.Rpc.Hints;
using HighPerfChainSync.Verification;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Rpc;

/// <summary>Reads blocks with their receipts over JSON-RPC, from one node or from several that serve the same chain.</summary>
/// <remarks>
/// Blocks by <c>eth_getBlockByNumber</c>, receipts by <c>eth_getBlockReceipts</c> with the block's hash; where the node does not take that,
/// by number, or by <c>eth_getTransactionReceipt</c>; the receipts of a block always of the node that gave the block, and those of the newest block
/// in the same request. Whatever fails is asked for again, elsewhere first, until it fits or the call is cancelled. Thread: any.
/// </remarks>
public sealed partial class RpcBlockSource : IBlockSource
{
    /// <summary>How often one block is asked for that an endpoint answers without giving it.</summary>
    private const int AnswerAttempts = 3;

    private readonly RpcEndpoint[] _endpoints;
    private readonly EndpointChooser _chooser;
    private readonly EndpointHeads _heads;
    private readonly EndpointIdentities _identities;
    private readonly HeadHints? _hints;
    private readonly RpcEndpointOptions _options;
    private readonly ChainSyncMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly VerificationGate _gate;
    private readonly ConcurrentBag<BlockFetch> _fetches = [];
    private readonly NamedHead _named = new();

    /// <summary>Creates a source of one endpoint; nothing is asked before the first call.</summary>
    /// <param name="options">The endpoint.</param>
    /// <param name="metrics">Counts requests and faults; blocks are counted by who asked for them.</param>
    /// <param name="logger">Hears of faults.</param>
    /// <param name="time">The clock for pauses; the system's when null.</param>
    /// <param name="verification">How blocks are checked; the defaults when null.</param>
    /// <exception cref="ChainSyncException">An option has a value that cannot be used.</exception>
    public RpcBlockSource(
        RpcEndpointOptions options, ChainSyncMetrics metrics, ILogger logger, TimeProvider? time = null, VerificationOptions? verification = null)
        : this([options], metrics, logger, time, verification)
    {
    }

    /// <summary>Creates a source of several endpoints; nothing is asked before the first call.</summary>
    /// <param name="endpoints">The endpoints, 1 to 64. The pauses between attempts are those of the first.</param>
    /// <param name="metrics">Counts requests and faults; blocks are counted by who asked for them.</param>
    /// <param name="logger">Hears of faults.</param>
    /// <param name="time">The clock for pauses; the system's when null.</param>
    /// <param name="verification">How blocks are checked; the defaults when null.</param>
    /// <exception cref="ChainSyncException">An option has a value that cannot be used.</exception>
    public RpcBlockSource(
        IReadOnlyList<RpcEndpointOptions> endpoints, ChainSyncMetrics metrics, ILogger logger, TimeProvider? time = null, VerificationOptions? verification = null)
        : this(CreateClients(endpoints, metrics, logger, time), endpoints, metrics, logger, time, verification)
    {
    }

    internal RpcBlockSource(
        RpcClient[] clients, IReadOnlyList<RpcEndpointOptions> endpoints, ChainSyncMetrics metrics, ILogger logger, TimeProvider? time, VerificationOptions? verification)
    {
        _gate = new VerificationGate(verification ?? new VerificationOptions(), metrics, logger);
        _options = endpoints[0];
        _metrics = metrics;
        _time = time ?? TimeProvider.System;
        _endpoints = new RpcEndpoint[clients.Length];
        for (int i = 0; i < clients.Length; i++)
            _endpoints[i] = new RpcEndpoint(i, clients[i], endpoints[i], new ReceiptsChoice(clients[i].Endpoint, logger, _time), _time);
        _chooser = new EndpointChooser(_endpoints);
        _heads = new EndpointHeads(_chooser, _time);
        _identities = new EndpointIdentities(_chooser, logger, _time);
        _hints = HeadHints.Create(endpoints, logger, _time);
        UnknownFields = new UnknownFields(metrics.UnknownField);
    }

    /// <inheritdoc/>
    public bool ReturnsPromptly => true;

    /// <inheritdoc/>
    public bool WaitsForRoom => true;

    /// <summary>Decides about its blocks.</summary>
    internal VerificationGate Gate => _gate;

    /// <summary>The JSON fields that the decoder skipped.</summary>
    public UnknownFields UnknownFields { get; }

    /// <inheritdoc/>
    /// <exception cref="RpcException">An endpoint does not know <c>eth_chainId</c>: it is not a node's JSON-RPC address.</exception>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.ChainMismatch"/>: the endpoints serve different chains.</exception>
    public async ValueTask<ChainIdentity> GetIdentityAsync(CancellationToken cancellationToken)
    {
        ChainIdentity identity = await _identities.AskAsync(cancellationToken).ConfigureAwait(false);
        _gate.Begin(identity);
        return identity;
    }

    /// <inheritdoc/>
    public async ValueTask<ChainHead> GetHeadAsync(CancellationToken cancellationToken)
    {
        ChainHead head = _chooser.IsSingle
            ? await GetHeadAsync(_endpoints[0], cancellationToken).ConfigureAwait(false)
            : await GetHighestAsync(cancellationToken).ConfigureAwait(false);
        _named.Set(head);
        _hints?.Observe(head.Number);
        return head;
    }

    /// <inheritdoc/>
    public async ValueTask WaitForNewsAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (_hints is not null) await _hints.WaitAsync(atMost, cancellationToken).ConfigureAwait(false);
        else await Task.Delay(atMost, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask<ChainHead?> TryGetHeadAsync(BlockTag tag, CancellationToken cancellationToken)
    {
        if (tag == BlockTag.Latest) return await GetHeadAsync(cancellationToken).ConfigureAwait(false);
        if (!_chooser.IsSingle) _heads.Refresh();
        byte[] parameters = tag == BlockTag.Safe ? "[\"safe\",false]"u8.ToArray() : "[\"finalized\",false]"u8.ToArray();
        ChainHead? head = await TryGetBlockAsync(batch => batch.Add("eth_getBlockByNumber"u8, parameters), null, cancellationToken).ConfigureAwait(false);
        _hints?.Observe(head?.Number ?? 0);
        return head;
    }

    /// <inheritdoc/>
    public async ValueTask<Hash256?> TryGetHashAsync(ulong number, CancellationToken cancellationToken) =>
        (await TryGetBlockAsync(batch => batch.AddBlock(number, full: false), number, cancellationToken).ConfigureAwait(false))?.Hash;

    /// <inheritdoc/>
    public void BeginNew(ulong first) => _gate.BeginNew(first);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_hints is not null) await _hints.DisposeAsync().ConfigureAwait(false);
        await _heads.DisposeAsync().ConfigureAwait(false);
        foreach (RpcEndpoint endpoint in _endpoints) await endpoint.Client.DisposeAsync().ConfigureAwait(false);
    }

    private static RpcClient[] CreateClients(IReadOnlyList<RpcEndpointOptions> endpoints, ChainSyncMetrics metrics, ILogger logger, TimeProvider? time)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        if (endpoints.Count is < 1 or > EndpointChooser.MaxEndpoints)
            throw new ChainSyncException(ChainSyncError.Configuration, string.Create(CultureInfo.InvariantCulture, $"{endpoints.Count} endpoints are given; there must be 1 to {EndpointChooser.MaxEndpoints}."));
        var clients = new RpcClient[endpoints.Count];
        for (int i = 0; i < clients.Length; i++) clients[i] = new RpcClient(endpoints[i], metrics, logger, time);
        return clients;
    }

    private async ValueTask<ChainHead> GetHighestAsync(CancellationToken cancellationToken)
    {
        var backoff = new RetryBackoff(_options.RetryDelay, _options.MaxRetryDelay);
        while (true)
        {
            if (await _heads.AskAsync(cancellationToken).ConfigureAwait(false) is ChainHead head) return head;
            await Task.Delay(backoff.Next(), _time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<ChainHead> GetHeadAsync(RpcEndpoint endpoint, CancellationToken cancellationToken)
    {
        var batch = new RpcBatch();
        var reader = new HeadReader();
        batch.Add("eth_getBlockByNumber"u8, "[\"latest\",false]"u8);
        var backoff = new RetryBackoff(_options.RetryDelay, _options.MaxRetryDelay);
        while (true)
        {
            await endpoint.Client.SendAsync(batch, reader, cancellationToken).ConfigureAwait(false);
            if (batch.At(0).Fault is not RpcFault fault) return reader.Head;
            await PauseAsync(endpoint, backoff.Next(), fault, batch.MethodOf(0), null, cancellationToken).ConfigureAwait(false);
            batch.Clear();
            batch.Add("eth_getBlockByNumber"u8, "[\"latest\",false]"u8);
        }
    }

    /// <summary>Asks for one block without its transactions: first the endpoint that leads, then the others.</summary>
    /// <returns>Null only when an endpoint has answered that it does not have it, and none that answered has.</returns>
    private async ValueTask<ChainHead?> TryGetBlockAsync(Func<RpcBatch, int> add, ulong? number, CancellationToken cancellationToken)
    {
        var batch = new RpcBatch { ReturnsFaults = true, MaxFaults = 1 };
        var reader = new HeadReader();
        var backoff = new RetryBackoff(_options.RetryDelay, _options.MaxRetryDelay);
        for (int attempt = 1; ; attempt++)
        {
            bool isAnswered = false;
            TimeSpan delay = backoff.Next();
            foreach (RpcEndpoint endpoint in _heads.InOrder())
            {
                batch.Clear();
                add(batch);
                await endpoint.Client.SendAsync(batch, reader, cancellationToken).ConfigureAwait(false);
                RpcFault? fault = batch.At(0).Fault;
                if (fault is null && (number is null || reader.Head.Number == number)) return reader.Head;
                if (IsAbsence(fault, attempt)) isAnswered = true;
                else if (fault is not null) endpoint.Client.Faults.Report(fault, batch.MethodOf(0), number, delay);
            }

            if (isAnswered) return null;
            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Whether an answer says that there is no such block, or no such tag. What says something else is asked for again; a few times, if it is an answer.</summary>
    private static bool IsAbsence(RpcFault? fault, int attempt) => fault switch
    {
        null => attempt >= AnswerAttempts,
        { IsInvalidParams: true } or { Error: ChainSyncError.RpcNotFound or ChainSyncError.RpcPruned or ChainSyncError.RpcMethodNotFound } => true,
        { IsAnswer: true, Error: not ChainSyncError.RpcUnauthorized } => attempt >= AnswerAttempts,
        _ => false,
    };

    private async ValueTask PauseAsync(RpcEndpoint endpoint, TimeSpan delay, RpcFault fault, string method, ulong? block, CancellationToken cancellationToken)
    {
        endpoint.Client.Faults.Report(fault, method, block, delay);
        await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
    }
}
