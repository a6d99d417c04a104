using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>The MessagePack record <c>transaction</c>: the keys of the JSON record.</summary>
internal static class MessagePackTransactionRecord
{
    private const int Keys = 32;
    private const int FixedBytes = 2560;

    /// <summary>Upper bound of the record's length.</summary>
    public static long MaxBytes(in TransactionRecord transaction) =>
        FixedBytes + transaction.Input.Length + (2L * transaction.BlobVersionedHashes.Length);

    /// <summary>Writes the record.</summary>
    public static void Write(ref MessagePackRecordWriter record, BlockData block, in TransactionRecord transaction, bool isExtended)
    {
        ref readonly BlockHeader header = ref block.Header;
        record.Map(isExtended ? Keys + MessagePackTransactionExtension.Keys : Keys);
        record.Text("type"u8, "transaction"u8);
        record.Data("hash"u8, transaction.Hash.Bytes);
        record.Number("nonce"u8, transaction.Nonce);
        record.Number("transaction_index"u8, transaction.Index);
        record.Data("from_address"u8, transaction.From.Bytes);
        record.DataOrNil("to_address"u8, transaction.Has(TransactionFields.To), transaction.To.Bytes);
        record.Quantity("value"u8, in transaction.Value);
        record.Quantity("gas"u8, transaction.Gas);
        record.QuantityOrNil("gas_price"u8, transaction.Has(TransactionFields.GasPrice), in transaction.GasPrice);
        record.Data("input"u8, block.Arena.GetSpan(transaction.Input));
        record.Number("block_timestamp"u8, header.Timestamp);
        record.Number("block_number"u8, header.Number);
        record.Data("block_hash"u8, header.Hash.Bytes);
        record.QuantityOrNil("max_fee_per_gas"u8, transaction.Has(TransactionFields.MaxFeePerGas), in transaction.MaxFeePerGas);
        record.QuantityOrNil(
            "max_priority_fee_per_gas"u8, transaction.Has(TransactionFields.MaxPriorityFeePerGas), in transaction.MaxPriorityFeePerGas);
        record.NumberOrNil("transaction_type"u8, transaction.Has(TransactionFields.Type), transaction.Type);
        record.QuantityOrNil("max_fee_per_blob_gas"u8, transaction.Has(TransactionFields.MaxFeePerBlobGas), in transaction.MaxFeePerBlobGas);
        record.Key("blob_versioned_hashes"u8);
        record.Words(block.Arena.GetSpan(transaction.BlobVersionedHashes));
        WriteReceipt(ref record, in transaction);
        WriteRollup(ref record, block, transaction.RollupIndex);
        record.QuantityOrNil("receipt_blob_gas_price"u8, transaction.Has(TransactionFields.ReceiptBlobGasPrice), in transaction.BlobGasPrice);
        record.QuantityOrNil("receipt_blob_gas_used"u8, transaction.Has(TransactionFields.ReceiptBlobGasUsed), transaction.BlobGasUsed);
        if (isExtended) MessagePackTransactionExtension.Write(ref record, block, in transaction);
        record.Identity("transaction_"u8, in transaction.Hash, header.Timestamp);
    }

    private static void WriteReceipt(ref MessagePackRecordWriter record, in TransactionRecord transaction)
    {
        record.QuantityOrNil(
            "receipt_cumulative_gas_used"u8, transaction.Has(TransactionFields.CumulativeGasUsed), transaction.CumulativeGasUsed);
        record.QuantityOrNil("receipt_gas_used"u8, transaction.Has(TransactionFields.ReceiptGasUsed), transaction.GasUsed);
        record.DataOrNil(
            "receipt_contract_address"u8, transaction.Has(TransactionFields.ContractAddress), transaction.ContractAddress.Bytes);
        record.DataOrNil(
            "receipt_root"u8, transaction.Has(TransactionFields.Root | TransactionFields.EmptyRoot), transaction.RootBytes());
        record.NumberOrNil("receipt_status"u8, transaction.Has(TransactionFields.Status), transaction.Status);
        record.QuantityOrNil(
            "receipt_effective_gas_price"u8, transaction.Has(TransactionFields.EffectiveGasPrice), in transaction.EffectiveGasPrice);
    }

    /// <summary>Layer-1 fees, nil on every chain that is not a rollup.</summary>
    private static void WriteRollup(ref MessagePackRecordWriter record, BlockData block, int index)
    {
        RollupRecord none = default;
        bool present = (uint)index < (uint)block.Rollup.Count;
        ref readonly RollupRecord rollup = ref (present ? ref block.Rollup[index] : ref none);
        record.QuantityOrNil("receipt_l1_fee"u8, rollup.Has(RollupFields.L1Fee), in rollup.L1Fee);
        record.QuantityOrNil("receipt_l1_gas_used"u8, rollup.Has(RollupFields.L1GasUsed), in rollup.L1GasUsed);
        record.QuantityOrNil("receipt_l1_gas_price"u8, rollup.Has(RollupFields.L1GasPrice), in rollup.L1GasPrice);
        record.FractionOrNil("receipt_l1_fee_scalar"u8, rollup.Has(RollupFields.L1FeeScalar), block.Arena.GetSpan(rollup.L1FeeScalar));
    }
}
