namespace HighPerfChainSync.Records;

/// <summary>Optional fields of a <see cref="BlockHeader"/>; a flag is set when the node sent a value.</summary>
[Flags]
public enum HeaderFields : uint
{
    /// <summary>None.</summary>
    None = 0,
#pragma warning disable CS1591 // Each flag is the field of the same name.
    Nonce = 1 << 0,
    MixHash = 1 << 1,
    Sha3Uncles = 1 << 2,
    LogsBloom = 1 << 3,
    TransactionsRoot = 1 << 4,
    StateRoot = 1 << 5,
    ReceiptsRoot = 1 << 6,
    Miner = 1 << 7,
    Difficulty = 1 << 8,
    TotalDifficulty = 1 << 9,
    Size = 1 << 10,
    ExtraData = 1 << 11,
    BaseFeePerGas = 1 << 12,
    WithdrawalsRoot = 1 << 13,
    Withdrawals = 1 << 14,
    BlobGasUsed = 1 << 15,
    ExcessBlobGas = 1 << 16,
    ParentBeaconBlockRoot = 1 << 17,
    RequestsHash = 1 << 18,
    BlockAccessListHash = 1 << 19,
    SlotNumber = 1 << 20,
    Uncles = 1 << 21,
    GasLimit = 1 << 22,
    GasUsed = 1 << 23,
    Extra0 = 1 << 24,
    Extra1 = 1 << 25,
    Extra2 = 1 << 26,
    Extra3 = 1 << 27,
#pragma warning restore CS1591
}
