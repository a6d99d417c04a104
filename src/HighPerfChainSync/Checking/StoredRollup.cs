using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Checking;

/// <summary>Reads what rollups add to a stored transaction.</summary>
internal static class StoredRollup
{
    /// <summary>The fees of the plain schema.</summary>
    public static void ReadFees(ref StoredValueReader reader, ByteArena arena, ref RollupRecord rollup)
    {
        ReadQuantity(ref reader, "receipt_l1_fee"u8, ref rollup, RollupFields.L1Fee, ref rollup.L1Fee);
        ReadQuantity(ref reader, "receipt_l1_gas_used"u8, ref rollup, RollupFields.L1GasUsed, ref rollup.L1GasUsed);
        ReadQuantity(ref reader, "receipt_l1_gas_price"u8, ref rollup, RollupFields.L1GasPrice, ref rollup.L1GasPrice);
        reader.Key("receipt_l1_fee_scalar"u8);
        if (Has(ref reader, ref rollup, RollupFields.L1FeeScalar)) rollup.L1FeeScalar = reader.Fraction(arena);
    }

    /// <summary>What the extended schema adds.</summary>
    public static void ReadExtension(ref StoredValueReader reader, ref RollupRecord rollup)
    {
        reader.Key("source_hash"u8);
        if (Has(ref reader, ref rollup, RollupFields.SourceHash)) rollup.SourceHash = reader.Hash();
        ReadQuantity(ref reader, "mint"u8, ref rollup, RollupFields.Mint, ref rollup.Mint);
        reader.Key("is_system_tx"u8);
        if (Has(ref reader, ref rollup, RollupFields.IsSystemTx)) rollup.IsSystemTx = reader.Boolean();
        reader.Key("receipt_deposit_nonce"u8);
        if (Has(ref reader, ref rollup, RollupFields.DepositNonce)) rollup.DepositNonce = reader.UInt64();
        reader.Key("receipt_deposit_receipt_version"u8);
        if (Has(ref reader, ref rollup, RollupFields.DepositReceiptVersion)) rollup.DepositReceiptVersion = reader.UInt64();
        ReadQuantity(ref reader, "receipt_l1_blob_base_fee"u8, ref rollup, RollupFields.L1BlobBaseFee, ref rollup.L1BlobBaseFee);
        ReadQuantity(ref reader, "receipt_l1_base_fee_scalar"u8, ref rollup, RollupFields.L1BaseFeeScalar, ref rollup.L1BaseFeeScalar);
        ReadQuantity(ref reader, "receipt_l1_blob_base_fee_scalar"u8, ref rollup, RollupFields.L1BlobBaseFeeScalar, ref rollup.L1BlobBaseFeeScalar);
        ReadQuantity(ref reader, "receipt_operator_fee_scalar"u8, ref rollup, RollupFields.OperatorFeeScalar, ref rollup.OperatorFeeScalar);
        ReadQuantity(ref reader, "receipt_operator_fee_constant"u8, ref rollup, RollupFields.OperatorFeeConstant, ref rollup.OperatorFeeConstant);
    }

    private static bool Has(ref StoredValueReader reader, ref RollupRecord rollup, RollupFields field)
    {
        if (reader.TryNull()) return false;
        rollup.Present |= field;
        return true;
    }

    private static void ReadQuantity(ref StoredValueReader reader, ReadOnlySpan<byte> name, ref RollupRecord rollup, RollupFields field, ref UInt256 value)
    {
        reader.Key(name);
        if (Has(ref reader, ref rollup, field)) value = reader.Quantity();
    }
}
