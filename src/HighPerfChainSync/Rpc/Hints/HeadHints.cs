using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Rpc.Hints;

/// <summary>The subscriptions of a source, and the signal that they share. Thread: any.</summary>
internal sealed class HeadHints : IAsyncDisposable
{
    private readonly List<HeadSubscription> _subscriptions = [];
    private readonly HeadSignal _signal;
    private int _started;

    private HeadHints(TimeProvider time) => _signal = new HeadSignal(time);

    /// <summary>Creates those of the endpoints that have a WebSocket; null when none has.</summary>
    public static HeadHints? Create(IReadOnlyList<RpcEndpointOptions> endpoints, ILogger logger, TimeProvider time)
    {
        HeadHints? hints = null;
        foreach (RpcEndpointOptions endpoint in endpoints)
        {
            if (endpoint.WebSocket is null) continue;
            hints ??= new HeadHints(time);
            hints._subscriptions.Add(new HeadSubscription(endpoint, hints._signal, logger, time));
        }

        return hints;
    }

    /// <summary>Waits until there may be a new block, or the time is over. Returns early, without an error, on cancellation.</summary>
    public ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            foreach (HeadSubscription subscription in _subscriptions) subscription.Start();
        }

        return _signal.WaitAsync(atMost, cancellationToken);
    }

    /// <summary>Notes what a look has found.</summary>
    public void Observe(ulong head) => _signal.Observe(head);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (HeadSubscription subscription in _subscriptions) await subscription.DisposeAsync().ConfigureAwait(false);
    }
}
