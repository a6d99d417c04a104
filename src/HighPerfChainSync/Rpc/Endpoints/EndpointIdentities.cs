using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Rpc.Endpoints;

/// <summary>Asks each endpoint which chain it serves, and lets none give blocks of another than the others.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class EndpointIdentities(EndpointChooser chooser, ILogger logger, TimeProvider time)
{
    /// <summary>How long a start waits for the others once one endpoint has answered; those that answer later are compared later.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>How often a start asks for the hash of block 0 and the name of the node before it does without.</summary>
    private const int RestAttempts = 3;

    private ChainIdentity? _identity;

    /// <summary>Asks all endpoints until one has answered, and compares.</summary>
    /// <exception cref="RpcException">An endpoint does not know <c>eth_chainId</c>: it is not a node's JSON-RPC address.</exception>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.ChainMismatch"/>: they serve different chains.</exception>
    public async ValueTask<ChainIdentity> AskAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = new List<Task<ChainIdentity>>();
        foreach (RpcEndpoint endpoint in chooser.All) asked.Add(AskAsync(endpoint, ending.Token));
        try
        {
            await (await Task.WhenAny(asked).ConfigureAwait(false)).ConfigureAwait(false);
            await ((Task)Task.WhenAll(asked)).WaitAsync(s_patience, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            for (int i = 0; i < asked.Count; i++) await TakeAsync(chooser.All[i], asked[i]).ConfigureAwait(false);
            return _identity!;
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(asked)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks, once, an endpoint that had not answered at the start.</summary>
    /// <returns>Whether it may be asked for blocks.</returns>
    public async ValueTask<bool> AcceptAsync(RpcEndpoint endpoint, CancellationToken cancellationToken)
    {
        var reader = new IdentityReader();
        var batch = new RpcBatch { ReturnsFaults = true, MaxFaults = 1 };
        reader.AskChainId(batch);
        await endpoint.Client.SendAsync(batch, reader, cancellationToken).ConfigureAwait(false);
        RpcFault? fault = batch.At(0).Fault;
        string method = batch.MethodOf(0);
        if (fault is null)
        {
            reader.AskRest(batch);
            await endpoint.Client.SendAsync(batch, reader, cancellationToken).ConfigureAwait(false);
            if (batch.At(0).Fault is { IsAnswer: false } missing) (fault, method) = (missing, batch.MethodOf(0));
        }

        if (fault is not null)
        {
            endpoint.Client.Faults.Report(fault, method, null, endpoint.Health.Failed(fault.RetryAfter));
            return false;
        }

        if (_identity is { } identity && Difference(identity, reader.Identity) is { } difference)
        {
            if (endpoint.Exclude()) logger.Excluded(endpoint.Client.Endpoint, difference);
            return false;
        }

        endpoint.IsAccepted = true;
        return true;
    }

    private async ValueTask TakeAsync(RpcEndpoint endpoint, Task<ChainIdentity> asked)
    {
        if (!asked.IsCompleted)
        {
            endpoint.IsAccepted = false;
            logger.ChainNotSaid(endpoint.Client.Endpoint);
            return;
        }

        ChainIdentity identity = await asked.ConfigureAwait(false);
        if (_identity is { } before && Difference(before, identity) is { } difference)
            throw new ChainSyncException(ChainSyncError.ChainMismatch, $"The endpoints serve different chains: {endpoint.Client.Endpoint} has {difference} at the endpoints before it. Leave it out, or give it a stream of its own.");
        _identity = _identity is { } known ? known with { GenesisHash = known.GenesisHash ?? identity.GenesisHash } : identity;
        endpoint.IsAccepted = true;
    }

    private static string? Difference(ChainIdentity expected, ChainIdentity found)
    {
        if (found.ChainId != expected.ChainId) return $"chain id {found.ChainId}, and it is {expected.ChainId}";
        return found.GenesisHash is { } genesis && expected.GenesisHash is { } other && genesis != other ? $"block 0 {genesis}, and it is {other}" : null;
    }

    private async Task<ChainIdentity> AskAsync(RpcEndpoint endpoint, CancellationToken cancellationToken)
    {
        var batch = new RpcBatch { ReturnsErrors = true };
        var reader = new IdentityReader();
        var backoff = new RetryBackoff(endpoint.Options.RetryDelay, endpoint.Options.MaxRetryDelay);
        while (true)
        {
            reader.AskChainId(batch);
            await endpoint.Client.SendAsync(batch, reader, cancellationToken).ConfigureAwait(false);
            if (batch.At(0).Fault is not RpcFault fault) break;
            if (fault.Error == ChainSyncError.RpcMethodNotFound) throw batch.GetError(0)!;
            await PauseAsync(endpoint, backoff.Next(), fault, batch.MethodOf(0), cancellationToken).ConfigureAwait(false);
        }

        await AskRestAsync(endpoint, reader, cancellationToken).ConfigureAwait(false);
        return reader.Identity;
    }

    /// <summary>Asks for what is good to know: an endpoint that cannot answer, for whatever reason, does not keep the stream from starting.</summary>
    private async ValueTask AskRestAsync(RpcEndpoint endpoint, IdentityReader reader, CancellationToken cancellationToken)
    {
        var batch = new RpcBatch { ReturnsFaults = true };
        var backoff = new RetryBackoff(endpoint.Options.RetryDelay, endpoint.Options.MaxRetryDelay);
        for (int attempt = 1; ; attempt++)
        {
            reader.AskRest(batch);
            await endpoint.Client.SendAsync(batch, reader, cancellationToken).ConfigureAwait(false);
            int failed = batch.At(0).Fault is { IsAnswer: false } ? 0 : 1;
            if (attempt == RestAttempts || batch.At(failed).Fault is not { IsAnswer: false } fault) return;
            await PauseAsync(endpoint, backoff.Next(), fault, batch.MethodOf(failed), cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask PauseAsync(RpcEndpoint endpoint, TimeSpan delay, RpcFault fault, string method, CancellationToken cancellationToken)
    {
        endpoint.Client.Faults.Report(fault, method, null, delay);
        await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
    }
}
