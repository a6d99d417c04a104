namespace HighPerfChainSync.Chain;

/// <summary>When to look for the next head: rarely while none is due, often when it is, rarely again when it stays away.</summary>
/// <remarks>The time between blocks is measured from the heads that were seen. Thread: one at a time.</remarks>
internal sealed class PollSchedule
{
    /// <summary>Part of the time between blocks that passes before the next is looked for.</summary>
    private const double DueAfter = 0.75;

    /// <summary>Looks in one block time while the next block is due.</summary>
    private const double LooksPerBlock = 16;

    private readonly TimeSpan _shortest;
    private readonly TimeSpan _longest;
    private ulong _head;
    private TimeSpan _seenAt;
    private double _blockSeconds;
    private double _assumedSeconds;
    private bool _hasHead;

    /// <summary>Creates a schedule with the bounds of its intervals.</summary>
    public PollSchedule(TimeSpan shortest, TimeSpan longest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(shortest, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(longest, shortest);
        _shortest = shortest;
        _longest = longest;
    }

    /// <summary>Measured time between blocks; zero before two heads have been seen.</summary>
    public TimeSpan BlockTime => TimeSpan.FromSeconds(_blockSeconds);

    /// <summary>Says what the time between blocks usually is, until it has been measured; zero when that is not known.</summary>
    public void Assume(TimeSpan blockTime) => _assumedSeconds = blockTime.TotalSeconds;

    /// <summary>Takes note of a head.</summary>
    /// <param name="head">Its height.</param>
    /// <param name="now">Time on any clock that never goes back.</param>
    public void Observe(ulong head, TimeSpan now)
    {
        if (_hasHead && head <= _head) return;
        if (_hasHead)
        {
            double perBlock = (now - _seenAt).TotalSeconds / (head - _head);
            _blockSeconds = _blockSeconds == 0 ? perBlock : _blockSeconds + (perBlock - _blockSeconds) / 4;
        }

        _hasHead = true;
        _head = head;
        _seenAt = now;
    }

    /// <summary>How long to wait before the next look.</summary>
    public TimeSpan NextDelay(TimeSpan now)
    {
        if (!_hasHead) return _shortest;
        double waited = (now - _seenAt).TotalSeconds;
        double due = DueAfter * _blockSeconds;
        // When the next block is due is known only once the time between two has been measured.
        double blockSeconds = _blockSeconds > 0 ? _blockSeconds : _assumedSeconds;
        double delay = waited < due ? due - waited : Math.Max(blockSeconds, waited) / LooksPerBlock;
        return TimeSpan.FromSeconds(Math.Clamp(delay, _shortest.TotalSeconds, _longest.TotalSeconds));
    }
}
