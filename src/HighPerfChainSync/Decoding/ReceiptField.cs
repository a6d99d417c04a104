namespace HighPerfChainSync.Decoding;

/// <summary>Fields of a receipt object.</summary>
internal enum ReceiptField : byte
{
    TransactionHash,
    TransactionIndex,
    BlockHash,
    BlockNumber,
    From,
    To,
    Logs,
    LogsBloom,
    CumulativeGasUsed,
    GasUsed,
    Status,
    Root,
    Type,
    ContractAddress,
    EffectiveGasPrice,
    BlobGasUsed,
    BlobGasPrice,
    DepositNonce,
    DepositReceiptVersion,
    L1Fee,
    L1GasUsed,
    L1GasPrice,
    L1FeeScalar,
    L1BlobBaseFee,
    L1BaseFeeScalar,
    L1BlobBaseFeeScalar,
    OperatorFeeScalar,
    OperatorFeeConstant,
}
