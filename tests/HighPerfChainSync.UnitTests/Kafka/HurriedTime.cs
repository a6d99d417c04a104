namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>A clock whose delays end at once and are written down, and that can be put forward.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private readonly List<TimeSpan> _delays = [];

    /// <summary>The delays that were asked for.</summary>
    public IReadOnlyList<TimeSpan> Delays => _delays;

    /// <summary>By how much it is before the real one.</summary>
    public TimeSpan Ahead { get; set; }

    public override long GetTimestamp() => base.GetTimestamp() + (long)(Ahead.TotalSeconds * TimestampFrequency);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _delays.Add(dueTime);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
