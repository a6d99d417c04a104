namespace HighPerfChainSync.Decoding;

/// <summary>Fields of a transaction object.</summary>
internal enum TransactionField : byte
{
    Hash,
    From,
    To,
    Type,
    Nonce,
    Index,
    Gas,
    Value,
    Input,
    BlockHash,
    BlockNumber,
    BlockTimestamp,
    GasPrice,
    MaxFeePerGas,
    MaxPriorityFeePerGas,
    MaxFeePerBlobGas,
    ChainId,
    V,
    R,
    S,
    YParity,
    AccessList,
    BlobVersionedHashes,
    AuthorizationList,
    SourceHash,
    Mint,
    IsSystemTx,
    DepositReceiptVersion,
}
