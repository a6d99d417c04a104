namespace HighPerfChainSync.Kafka;

/// <summary>What decides into which partition of its topic a record goes, where topics have more than one.</summary>
/// <remarks>
/// Every choice depends on the record alone, so a record that is written again, or retracted, goes to the same partition.
/// Within a partition blocks ascend; across partitions there is no order.
/// </remarks>
public enum KafkaPartitionBy
{
    /// <summary>Its block: ranges of <see cref="KafkaSinkOptions.BlocksPerRange"/> blocks take turns.</summary>
    BlockRange = 0,

    /// <summary>The hash of its block's number.</summary>
    Block = 1,

    /// <summary>The hash of its address: see <see cref="KafkaRecordKey.Address"/>.</summary>
    Address = 2,

    /// <summary>The hash of its transaction: see <see cref="KafkaRecordKey.TransactionHash"/>.</summary>
    Transaction = 3,
}
