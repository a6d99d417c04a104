using Confluent.Kafka;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>An admin client that is replaced after a call that failed or did not end.</summary>
/// <remarks>
/// Seen with librdkafka 2.16 while a broker restarts: a client that says "No leaders found" for as long as it lives, and a request whose end is never
/// reported, whatever its time-out. Thread: one call at a time.
/// </remarks>
internal sealed class AdminSession(ClientFactory clients, ClientEvents events, TimeSpan? limit = null) : IDisposable
{
    /// <summary>How long the broker may take for each part of a request.</summary>
    public static readonly TimeSpan Request = TimeSpan.FromSeconds(10);

    /// <summary>A request may ask brokers one after the other; beyond this it has been forgotten.</summary>
    private readonly TimeSpan _limit = limit ?? Request * 3;

    private IAdminClient? _admin;

    /// <summary>Calls a broker.</summary>
    /// <exception cref="KafkaException">It failed; the next call has a new client.</exception>
    public async Task<T> CallAsync<T>(Func<IAdminClient, Task<T>> call, CancellationToken cancellationToken = default)
    {
        _admin ??= clients.CreateAdmin(events);
        try
        {
            return await call(_admin).WaitAsync(_limit, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Discard();
            throw new KafkaException(new Error(ErrorCode.Local_TimedOut, $"Kafka's client did not end a request within {_limit.TotalSeconds:F0} s"));
        }
        catch
        {
            Discard();
            throw;
        }
    }

    public void Dispose() => Discard();

    /// <summary>Closing waits for requests that may never end.</summary>
    private void Discard()
    {
        if (Interlocked.Exchange(ref _admin, null) is { } old) _ = BlockingCall.RunAsync(old.Dispose);
    }
}
