namespace HighPerfChainSync.Kafka.Progress;

/// <summary>How much of a progress topic is read.</summary>
internal enum ProgressView
{
    /// <summary>All of it, once no transaction is open any more: what is read stays true.</summary>
    Settled,

    /// <summary>What a <c>read_committed</c> consumer is shown now; a transaction that is open may add to it.</summary>
    Shown,

    /// <summary>What has been written, by transactions that are open too.</summary>
    Written,
}
