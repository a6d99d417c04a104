namespace HighPerfChainSync.Kafka.Producing;

/// <summary>How long a transaction may stay open (<c>transaction.timeout.ms</c>): longer after blocks have outlived it again and again.</summary>
/// <remarks>
/// Once is an outage or a suspended process, which the same time-out survives the next time. Twice in a row is a transaction that takes longer:
/// a large reorganisation, or a block in many pieces. Thread: the sink's.
/// </remarks>
internal sealed class TransactionTimeout(int configuredMs, TimeProvider time)
{
    /// <summary>How often the longest time may be outlived in a row.</summary>
    private const int MaxOutlived = 2;

    private long? _begun;
    private int _outlived;

    /// <summary>Milliseconds after which the broker aborts a transaction.</summary>
    public int Milliseconds { get; private set; } = configuredMs;

    /// <summary>Notes that a transaction begins.</summary>
    public void Begins() => _begun = time.GetTimestamp();

    /// <summary>Notes that it was aborted.</summary>
    public void Aborted() => _begun = null;

    /// <summary>Notes that it was committed.</summary>
    public void Committed()
    {
        _begun = null;
        _outlived = 0;
    }

    /// <summary>Notes that the producer has failed for good, and raises the time-out if that is what its blocks need.</summary>
    /// <param name="limit">Most that the brokers allow, milliseconds; where that is not known, nothing changes.</param>
    /// <returns>Whether to go on as before, with more time, or not at all.</returns>
    public TransactionTimeoutChange Failed(int? limit)
    {
        bool isOutlived = _begun is { } begun && time.GetElapsedTime(begun).TotalMilliseconds >= Milliseconds;
        _begun = null;
        if (!isOutlived || limit is not { } longest) return TransactionTimeoutChange.None;
        _outlived++;
        if (Milliseconds >= longest) return _outlived > MaxOutlived ? TransactionTimeoutChange.Hopeless : TransactionTimeoutChange.None;
        if (_outlived == 1) return TransactionTimeoutChange.None;
        Milliseconds = (int)Math.Min(longest, 2L * Milliseconds);
        // From here on one failure is enough to know, until there is no more time to give.
        _outlived = Milliseconds < longest ? 1 : 0;
        return TransactionTimeoutChange.Raised;
    }
}
