namespace HighPerfChainSync.Rpc;

/// <summary>Holds requests back: by the rate that was configured, and while the endpoint has asked to be left alone.</summary>
/// <remarks>Each call reserves its time and then waits for it, so the rate holds however many wait. Thread: any.</remarks>
internal sealed class RpcThrottle(double? callsPerSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private long _free;
    private long _pausedUntil;

    /// <summary>Calls in one request at most, so that a single request does not use up more than a second.</summary>
    public int MaxCalls { get; } = callsPerSecond is double rate ? (int)Math.Clamp(rate, 1, int.MaxValue) : int.MaxValue;

    /// <summary>Waits until a request of some calls may be sent.</summary>
    public async ValueTask WaitAsync(int calls, CancellationToken cancellationToken)
    {
        TimeSpan wait = Reserve(calls);
        while (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
            wait = PauseLeft();
        }
    }

    /// <summary>Lets no request out for some time.</summary>
    public void Pause(TimeSpan duration)
    {
        long until = time.GetTimestamp() + Ticks(duration.TotalSeconds);
        lock (_lock) _pausedUntil = Math.Max(_pausedUntil, until);
    }

    private TimeSpan Reserve(int calls)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            long start = Math.Max(now, _pausedUntil);
            if (callsPerSecond is double rate)
            {
                start = Math.Max(start, _free);
                _free = start + Ticks(calls / rate);
            }

            return start > now ? time.GetElapsedTime(now, start) : TimeSpan.Zero;
        }
    }

    /// <summary>For how long no request is let out.</summary>
    public TimeSpan PauseLeft()
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            return _pausedUntil > now ? time.GetElapsedTime(now, _pausedUntil) : TimeSpan.Zero;
        }
    }

    private long Ticks(double seconds) => (long)(seconds * time.TimestampFrequency);
}
