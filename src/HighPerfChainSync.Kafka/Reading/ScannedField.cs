namespace HighPerfChainSync.Kafka.Reading;

/// <summary>A key of a record that a reader looks at.</summary>
internal enum ScannedField
{
    None,
    Type,
    Hash,
    Number,
    ItemId,
    Removed,
    Timestamp,
    BlockHash,
    ParentHash,
    BlockNumber,
    BlockTimestamp,
    TransactionCount,
}
