namespace HighPerfChainSync.Verification;

/// <summary>One thing that is checked of a block. Its name in logs, metrics and options is in <see cref="BlockCheckNames"/>.</summary>
public enum BlockCheck
{
    /// <summary>The height that was asked for came.</summary>
    BlockNumber = 0,

    /// <summary>The Keccak-256 of the header's RLP is the block's hash (yellow paper 4.4.2).</summary>
    BlockHash,

    /// <summary>The list of uncles is empty where <c>sha3Uncles</c> is that of the empty list, and only there.</summary>
    Uncles,

    /// <summary>Every transaction encodes to its hash (EIP-2718).</summary>
    TransactionHash,

    /// <summary>The root of the transactions' trie is the header's.</summary>
    TransactionsRoot,

    /// <summary>Every <c>transactionIndex</c> is the position in the block.</summary>
    TransactionIndex,

    /// <summary>Every transaction names this block's hash and number.</summary>
    TransactionBlock,

    /// <summary>The sender recovered from the signature is <c>from</c>.</summary>
    TransactionSender,

    /// <summary>The parity in <c>yParity</c> and in <c>v</c> is the same (typed transactions); <c>v</c> is of the <c>chainId</c> (legacy ones, EIP-155).</summary>
    TransactionParity,

    /// <summary>The receipts came, and none of them is null.</summary>
    ReceiptNull,

    /// <summary>Every transaction has a receipt.</summary>
    ReceiptMissing,

    /// <summary>Every receipt belongs to a transaction of the block.</summary>
    ReceiptForeign,

    /// <summary>No transaction has two receipts.</summary>
    ReceiptDuplicate,

    /// <summary>Every receipt names this block's hash and number: it is not of another fork.</summary>
    ReceiptBlock,

    /// <summary>Every receipt's <c>transactionIndex</c> is its transaction's.</summary>
    ReceiptIndex,

    /// <summary>Every receipt's <c>from</c>, <c>to</c> and <c>type</c> are its transaction's.</summary>
    ReceiptTransaction,

    /// <summary>The root of the receipts' trie is the header's.</summary>
    ReceiptsRoot,

    /// <summary>Every receipt's <c>cumulativeGasUsed</c> is the one before it plus its own <c>gasUsed</c>.</summary>
    CumulativeGas,

    /// <summary>The last <c>cumulativeGasUsed</c> is the header's <c>gasUsed</c>.</summary>
    GasUsed,

    /// <summary><c>effectiveGasPrice</c>, and the <c>gasPrice</c> of a transaction with fee caps, follow from its fees and the block's base fee (EIP-1559).</summary>
    GasPrice,

    /// <summary>A receipt's <c>blobGasUsed</c> is 131,072 for each versioned hash (EIP-4844).</summary>
    BlobGas,

    /// <summary><c>contractAddress</c> is there for creations only, for those that succeeded always, and follows from sender and nonce.</summary>
    ContractAddress,

    /// <summary>Every log names this block's hash and number.</summary>
    LogBlock,

    /// <summary>Every log names the hash and the index of its receipt's transaction.</summary>
    LogTransaction,

    /// <summary>The <c>logIndex</c> counts from 0 over the whole block.</summary>
    LogIndex,

    /// <summary>No two logs of a transaction have the same <c>logIndex</c>.</summary>
    LogDuplicate,

    /// <summary>No log says that it was removed.</summary>
    LogRemoved,

    /// <summary>The bloom filter of every receipt is that of its logs (yellow paper 4.3.1).</summary>
    ReceiptBloom,

    /// <summary>The header's bloom filter is that of all logs.</summary>
    LogsBloom,

    /// <summary>The root of the withdrawals' trie is the header's (EIP-4895).</summary>
    WithdrawalsRoot,

    /// <summary>Every <c>blockTimestamp</c> is the block's.</summary>
    ItemTimestamp,

    /// <summary>The block's parent is the block before it.</summary>
    ParentHash,

    /// <summary>Every field that is read is there, and has a value that it can have.</summary>
    Readable,
}
