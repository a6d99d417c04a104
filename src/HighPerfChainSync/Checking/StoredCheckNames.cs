namespace HighPerfChainSync.Checking;

/// <summary>The checks of stored records that a block of a node does not need; those that it does are named by <see cref="Verification.BlockCheckNames"/>.</summary>
public static class StoredCheckNames
{
    /// <summary>Every record is one that an encoder of this program writes, key for key.</summary>
    public const string Record = "record";

    /// <summary>Every <c>item_id</c> follows from the record's fields.</summary>
    public const string RecordId = "record-id";

    /// <summary>Every <c>item_timestamp</c> is the block's time.</summary>
    public const string RecordTime = "record-time";

    /// <summary>In each partition the records stand in the order of blocks, and in a block in their own.</summary>
    public const string RecordOrder = "record-order";

    /// <summary>No record is there twice.</summary>
    public const string RecordDuplicate = "record-duplicate";

    /// <summary>Blocks are taken back whole, newest first, each record as it was sent.</summary>
    public const string Retraction = "retraction";

    /// <summary>No block is missing.</summary>
    public const string BlockMissing = "block-missing";

    /// <summary>What belongs to a block has its block.</summary>
    public const string BlockRecord = "block-record";

    /// <summary>A block has as many transactions as it says.</summary>
    public const string TransactionCount = "transaction-count";

    /// <summary>The token transfers are those that follow from the logs.</summary>
    public const string TokenTransfer = "token-transfer";

    /// <summary>The last block is the one that the progress names.</summary>
    public const string Progress = "progress";
}
