namespace HighPerfChainSync.Records;

/// <summary>Fields of a <see cref="RollupRecord"/> that have a value.</summary>
[Flags]
public enum RollupFields : uint
{
    /// <summary>None.</summary>
    None = 0,
#pragma warning disable CS1591 // Each flag is the field of the same name.
    SourceHash = 1 << 0,
    Mint = 1 << 1,
    IsSystemTx = 1 << 2,
    DepositNonce = 1 << 3,
    DepositReceiptVersion = 1 << 4,
    L1Fee = 1 << 5,
    L1GasUsed = 1 << 6,
    L1GasPrice = 1 << 7,
    L1FeeScalar = 1 << 8,
    L1BlobBaseFee = 1 << 9,
    L1BaseFeeScalar = 1 << 10,
    L1BlobBaseFeeScalar = 1 << 11,
    OperatorFeeScalar = 1 << 12,
    OperatorFeeConstant = 1 << 13,
#pragma warning restore CS1591
}
