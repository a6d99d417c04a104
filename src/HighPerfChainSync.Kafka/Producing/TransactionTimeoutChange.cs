namespace HighPerfChainSync.Kafka.Producing;

/// <summary>What a transaction that was aborted by the broker means for the next one.</summary>
internal enum TransactionTimeoutChange
{
    /// <summary>It gets as much time.</summary>
    None,

    /// <summary>It gets more time.</summary>
    Raised,

    /// <summary>It would need more time than the brokers allow.</summary>
    Hopeless,
}
