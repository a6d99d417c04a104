namespace HighPerfChainSync.Kafka;

/// <summary>The key of a Kafka record, as the UTF-8 text that the JSON value has for the field.</summary>
public enum KafkaRecordKey
{
    /// <summary>No key.</summary>
    None = 0,

    /// <summary>The field <c>item_id</c>.</summary>
    ItemId = 1,

    /// <summary>The number of its block, decimal.</summary>
    BlockNumber = 2,

    /// <summary>A log's or token transfer's contract, a transaction's sender, a block's miner; <c>0x</c> and 40 lower-case digits.</summary>
    Address = 3,

    /// <summary>The hash of its transaction, of a block the block's own; <c>0x</c> and 64 lower-case digits.</summary>
    TransactionHash = 4,
}
