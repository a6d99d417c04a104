using Confluent.Kafka;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>An admin client that is replaced when three of its calls have failed, or one did not end.</summary>
/// <remarks>
/// Seen with librdkafka 2.16 while a broker restarts: a client that says "No leaders found" for as long as it lives, and a request whose end is never
/// reported, whatever its time-out. But each new client is a risk too: one that asks for the ends of partitions just when it has left its first connection
/// finds nobody to ask, and looks again after 3 s. So all questions of a start go to one client, and one failure, such as of topics that have been made a
/// moment ago, is no reason to leave it. What succeeds in between does not count: a client may fail for ever at one question, and answer all others.
/// Thread: one call at a time.
/// </remarks>
internal sealed class AdminSession(ClientFactory clients, ClientEvents events, TimeSpan? limit = null) : IDisposable
{
    /// <summary>How long the broker may take for each part of a request.</summary>
    public static readonly TimeSpan Request = TimeSpan.FromSeconds(10);

    /// <summary>In the life of a client, which is short: it is closed after each start.</summary>
    private const int MaxFailures = 3;

    /// <summary>A request may ask brokers one after the other; beyond this it has been forgotten.</summary>
    private readonly TimeSpan _limit = limit ?? Request * 3;

    private IAdminClient? _admin;
    private int _failures;

    /// <summary>Calls a broker.</summary>
    /// <exception cref="KafkaException">It failed.</exception>
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
        catch (KafkaException)
        {
            if (++_failures == MaxFailures) Discard();
            throw;
        }
        catch
        {
            Discard();
            throw;
        }
    }

    /// <summary>Closes the client; the next call makes another.</summary>
    public void Dispose() => Discard();

    /// <summary>Closing waits for requests that may never end.</summary>
    private void Discard()
    {
        _failures = 0;
        if (Interlocked.Exchange(ref _admin, null) is { } old) _ = BlockingCall.RunAsync(old.Dispose);
    }
}
