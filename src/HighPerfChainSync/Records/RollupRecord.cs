using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Records;

/// <summary>What OP Stack chains add to a transaction (type 0x7e deposits) and to its receipt (layer-1 fees).</summary>
/// <remarks>Source: OP Stack specification, deposits and execution engine.</remarks>
public struct RollupRecord
{
    /// <summary>Fields that have a value.</summary>
    public RollupFields Present;

    /// <summary>Deposit: identifies its origin on layer 1.</summary>
    public Hash256 SourceHash;

    /// <summary>Deposit: wei minted on layer 2.</summary>
    public UInt256 Mint;

    /// <summary>Deposit: does not pay for gas.</summary>
    public bool IsSystemTx;

    /// <summary>Receipt of a deposit: sender's nonce.</summary>
    public ulong DepositNonce;

    /// <summary>Receipt of a deposit: 1 since Canyon.</summary>
    public ulong DepositReceiptVersion;

    /// <summary>Wei paid for layer-1 data.</summary>
    public UInt256 L1Fee;

    /// <summary>Layer-1 gas.</summary>
    public UInt256 L1GasUsed;

    /// <summary>Wei per layer-1 gas.</summary>
    public UInt256 L1GasPrice;

    /// <summary>Decimal text as the node sent it, for example <c>0.684</c>.</summary>
    public ArenaRange L1FeeScalar;

    /// <summary>Ecotone: wei per layer-1 blob gas.</summary>
    public UInt256 L1BlobBaseFee;

    /// <summary>Ecotone.</summary>
    public UInt256 L1BaseFeeScalar;

    /// <summary>Ecotone.</summary>
    public UInt256 L1BlobBaseFeeScalar;

    /// <summary>Isthmus.</summary>
    public UInt256 OperatorFeeScalar;

    /// <summary>Isthmus.</summary>
    public UInt256 OperatorFeeConstant;

    /// <summary>Whether this field has a value.</summary>
    public readonly bool Has(RollupFields field) => (Present & field) != 0;
}
