namespace HighPerfChainSync.Records;

/// <summary>What an item of a block said that does not fit the block. Recorded while decoding, judged by verification.</summary>
[Flags]
public enum BlockFindings
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A transaction's <c>blockHash</c> is not the block's.</summary>
    TransactionBlockHash = 1 << 0,

    /// <summary>A transaction's <c>blockNumber</c> is not the block's.</summary>
    TransactionBlockNumber = 1 << 1,

    /// <summary>A transaction's <c>transactionIndex</c> is not its position.</summary>
    TransactionIndex = 1 << 2,

    /// <summary>A receipt's <c>blockHash</c> is not the block's.</summary>
    ReceiptBlockHash = 1 << 3,

    /// <summary>A receipt's <c>blockNumber</c> is not the block's.</summary>
    ReceiptBlockNumber = 1 << 4,

    /// <summary>A receipt's <c>transactionIndex</c> is not its transaction's.</summary>
    ReceiptIndex = 1 << 5,

    /// <summary>A log's <c>blockHash</c> is not the block's.</summary>
    LogBlockHash = 1 << 6,

    /// <summary>A log's <c>blockNumber</c> is not the block's.</summary>
    LogBlockNumber = 1 << 7,

    /// <summary>A log's <c>transactionHash</c> is not its receipt's.</summary>
    LogTransactionHash = 1 << 8,

    /// <summary>A log's <c>transactionIndex</c> is not its receipt's.</summary>
    LogTransactionIndex = 1 << 9,

    /// <summary>A receipt's <c>from</c>, <c>to</c> or <c>type</c> is not its transaction's.</summary>
    ReceiptTransactionFields = 1 << 10,

    /// <summary>A log says that it was removed.</summary>
    LogRemoved = 1 << 11,

    /// <summary>A transaction's or a log's <c>blockTimestamp</c> is not the block's.</summary>
    BlockTimestamp = 1 << 12,

    /// <summary>The logs' <c>logIndex</c> does not ascend over the transactions.</summary>
    LogIndexOrder = 1 << 13,

    /// <summary>The block has a field that is not known here and that its chain's profile does not name.</summary>
    UnknownBlockField = 1 << 14,

    /// <summary>A transaction has such a field.</summary>
    UnknownTransactionField = 1 << 15,

    /// <summary>A receipt or a log has such a field.</summary>
    UnknownReceiptField = 1 << 16,

    /// <summary>Any of the findings that a field is not known.</summary>
    UnknownField = UnknownBlockField | UnknownTransactionField | UnknownReceiptField,
}
