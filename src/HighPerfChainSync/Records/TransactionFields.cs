namespace HighPerfChainSync.Records;

/// <summary>Optional fields of a <see cref="TransactionRecord"/>; a flag is set when the node sent a value.</summary>
[Flags]
public enum TransactionFields : ulong
{
    /// <summary>None.</summary>
    None = 0,
#pragma warning disable CS1591 // Each flag is the field of the same name.
    Type = 1 << 0,
    To = 1 << 1,
    GasPrice = 1 << 2,
    MaxFeePerGas = 1 << 3,
    MaxPriorityFeePerGas = 1 << 4,
    MaxFeePerBlobGas = 1 << 5,
    ChainId = 1 << 6,
    V = 1 << 7,
    R = 1 << 8,
    S = 1 << 9,
    YParity = 1 << 10,
    AccessList = 1 << 11,
    BlobVersionedHashes = 1 << 12,
    AuthorizationList = 1 << 13,
    BlockTimestamp = 1 << 14,

    /// <summary>The receipt has been joined.</summary>
    Receipt = 1 << 20,
    ReceiptType = 1 << 21,
    Status = 1 << 22,
    Root = 1 << 23,
    ContractAddress = 1 << 24,
    EffectiveGasPrice = 1 << 25,
    ReceiptBloom = 1 << 26,
    ReceiptBlobGasUsed = 1 << 27,
    ReceiptBlobGasPrice = 1 << 28,
    CumulativeGasUsed = 1 << 29,
    ReceiptGasUsed = 1UL << 30,

    /// <summary>The receipt's <c>root</c> was empty data, <c>0x</c>, as some rollups send it.</summary>
    EmptyRoot = 1UL << 31,
#pragma warning restore CS1591
}
