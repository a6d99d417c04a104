namespace HighPerfChainSync.Rpc.Endpoints;

/// <summary>Whether an endpoint is worth asking: after a fault it is left alone, the longer the more faults follow one another.</summary>
/// <remarks>Thread: any.</remarks>
internal sealed class EndpointHealth(TimeProvider time)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private RetryBackoff _backoff = new(s_first, s_longest);
    private long _avoidedUntil;

    /// <summary>Whether it is to be left alone now. Afterwards the next request finds out.</summary>
    public bool IsAvoided
    {
        get
        {
            lock (_lock) return time.GetTimestamp() < _avoidedUntil;
        }
    }

    /// <summary>Faults that followed one another; those of requests under way together count as one.</summary>
    public int Faults
    {
        get
        {
            lock (_lock) return _backoff.Attempts;
        }
    }

    /// <summary>Notes a fault.</summary>
    /// <param name="retryAfter">How long the endpoint asked to be left alone, where it did.</param>
    /// <returns>For how long it is left alone.</returns>
    public TimeSpan Failed(TimeSpan? retryAfter)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            if (now >= _avoidedUntil) _avoidedUntil = now + Ticks(_backoff.Next());
            if (retryAfter is TimeSpan wanted)
            {
                wanted = wanted < RetryBackoff.LongestRetryAfter ? wanted : RetryBackoff.LongestRetryAfter;
                _avoidedUntil = Math.Max(_avoidedUntil, now + Ticks(wanted));
            }

            return time.GetElapsedTime(now, _avoidedUntil);
        }
    }

    /// <summary>Notes that it did what was asked.</summary>
    public void Succeeded()
    {
        lock (_lock)
        {
            // A pause that was asked for holds although requests that were under way are still answered.
            if (time.GetTimestamp() >= _avoidedUntil) _backoff.Reset();
        }
    }

    private long Ticks(TimeSpan duration) => (long)(duration.TotalSeconds * time.TimestampFrequency);
}
