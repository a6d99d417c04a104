namespace HighPerfChainSync.Rpc.Hints;

/// <summary>Lets somebody who waits for the next look at the head look sooner, when a node says that there is a new block.</summary>
/// <remarks>
/// What is said is not believed: it only brings a look forward, and not more often than is good. Each look that finds nothing new doubles
/// the time before the next early one, up to the longest interval; each that does begins with the shortest again. Thread: any.
/// </remarks>
internal sealed class HeadSignal(TimeProvider time)
{
    /// <summary>Time between two early looks at least.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    /// <summary>The same, after announcements that nothing came of.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(4);

    private readonly Lock _lock = new();
    private TaskCompletionSource _news = Create();
    private TimeSpan _interval = Shortest;
    private long? _lookedAt;
    private bool _isEarly;
    private ulong _head;

    /// <summary>Says that there may be a new block.</summary>
    public void Raise()
    {
        lock (_lock) _news.TrySetResult();
    }

    /// <summary>Waits until there may be a new block, or the time is over. Returns early, without an error, on cancellation.</summary>
    public async ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan blocked = Blocked(start);
        if (blocked > TimeSpan.Zero)
        {
            TimeSpan pause = blocked < atMost ? blocked : atMost;
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        TimeSpan rest = atMost - time.GetElapsedTime(start);
        Task news = News();
        if (rest > TimeSpan.Zero && !cancellationToken.IsCancellationRequested)
            await news.WaitAsync(rest, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (news.IsCompleted) Take();
    }

    /// <summary>Notes what a look has found.</summary>
    public void Observe(ulong head)
    {
        lock (_lock)
        {
            if (head > _head)
            {
                _head = head;
                _interval = Shortest;
            }
            else if (_isEarly)
            {
                _interval = _interval * 2 < Longest ? _interval * 2 : Longest;
            }

            _isEarly = false;
        }
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TimeSpan Blocked(long now)
    {
        lock (_lock) return _lookedAt is long looked ? _interval - time.GetElapsedTime(looked, now) : TimeSpan.Zero;
    }

    private Task News()
    {
        lock (_lock) return _news.Task;
    }

    private void Take()
    {
        lock (_lock)
        {
            if (!_news.Task.IsCompleted) return;
            _news = Create();
            _lookedAt = time.GetTimestamp();
            _isEarly = true;
        }
    }
}
