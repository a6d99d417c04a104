namespace HighPerfChainSync.Kafka.Clients;

/// <summary>Says when it is time to tell the user what is waited for: after a second, then each ten.</summary>
internal sealed class WaitNotice
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_next = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly long _start;
    private TimeSpan _due = s_first;

    public WaitNotice(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>How long it has been waited.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>Whether something has been said.</summary>
    public bool WasGiven { get; private set; }

    /// <summary>Whether to say it now; true once for each time.</summary>
    public bool IsDue
    {
        get
        {
            if (Elapsed < _due) return false;
            _due = Elapsed + s_next;
            WasGiven = true;
            return true;
        }
    }
}
