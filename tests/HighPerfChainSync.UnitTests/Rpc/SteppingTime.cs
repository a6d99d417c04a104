namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>A clock whose timers are due at once and move it on, so that pauses cost nothing and are written down.</summary>
internal sealed class SteppingTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _pauses = [];
    private TimeSpan _now = TimeSpan.FromDays(1);

    /// <summary>The pauses that were made.</summary>
    public IReadOnlyList<TimeSpan> Pauses
    {
        get
        {
            lock (_lock) return [.. _pauses];
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_lock) return _now.Ticks;
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(GetTimestamp());

    /// <summary>Moves the clock.</summary>
    public void Advance(TimeSpan time)
    {
        lock (_lock) _now += time;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
        {
            lock (_lock)
            {
                _pauses.Add(dueTime);
                _now += dueTime;
            }
        }

        ThreadPool.QueueUserWorkItem(_ => callback(state));
        return new DueTimer();
    }

    private sealed class DueTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
