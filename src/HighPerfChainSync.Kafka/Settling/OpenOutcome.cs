namespace HighPerfChainSync.Kafka.Settling;

/// <summary>How a transaction that is open in some partitions ended in others.</summary>
internal enum OpenOutcome
{
    /// <summary>It was never committed: its records must never be shown.</summary>
    Aborted,

    /// <summary>It was committed: its records must be shown.</summary>
    Committed,

    /// <summary>Records of a committed transaction and of another one lie behind each other: no marker is right for both.</summary>
    Torn,
}
