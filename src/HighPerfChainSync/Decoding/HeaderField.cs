namespace HighPerfChainSync.Decoding;

/// <summary>Fields of the result of <c>eth_getBlockByNumber</c>.</summary>
internal enum HeaderField : byte
{
    Number,
    Hash,
    ParentHash,
    Timestamp,
    Transactions,
    Nonce,
    MixHash,
    Sha3Uncles,
    LogsBloom,
    TransactionsRoot,
    StateRoot,
    ReceiptsRoot,
    Miner,
    Difficulty,
    TotalDifficulty,
    Size,
    ExtraData,
    GasLimit,
    GasUsed,
    BaseFeePerGas,
    WithdrawalsRoot,
    Withdrawals,
    BlobGasUsed,
    ExcessBlobGas,
    ParentBeaconBlockRoot,
    RequestsHash,
    BlockAccessListHash,
    SlotNumber,
    Uncles,

    /// <summary>The first of the fields that the chain's profile adds.</summary>
    Extra0,
}
