using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>The JSON record <c>transaction</c>: 32 keys, the transaction and its receipt, and those of the extended schema.</summary>
internal static class JsonTransactionRecord
{
    private const int FixedBytes = 3072;

    /// <summary>Upper bound of the record's length.</summary>
    public static long MaxBytes(in TransactionRecord transaction) =>
        FixedBytes + (2L * transaction.Input.Length) + (3L * transaction.BlobVersionedHashes.Length);

    /// <summary>Writes the record.</summary>
    public static void Write(ref JsonRecordWriter json, BlockData block, in TransactionRecord transaction, JsonBlockText shared, bool isExtended)
    {
        json.Raw("{\"type\":\"transaction\",\"hash\":"u8);
        json.Data(transaction.Hash.Bytes);
        json.Raw(",\"nonce\":"u8);
        json.Number(transaction.Nonce);
        json.Raw(",\"transaction_index\":"u8);
        json.Number(transaction.Index);
        json.Raw(",\"from_address\":"u8);
        json.Data(transaction.From.Bytes);
        json.Raw(",\"to_address\":"u8);
        json.DataOrNull(transaction.Has(TransactionFields.To), transaction.To.Bytes);
        json.Raw(",\"value\":"u8);
        json.Quantity(in transaction.Value);
        json.Raw(",\"gas\":"u8);
        json.Quantity(transaction.Gas);
        json.Raw(",\"gas_price\":"u8);
        json.QuantityOrNull(transaction.Has(TransactionFields.GasPrice), in transaction.GasPrice);
        json.Raw(",\"input\":"u8);
        json.Data(block.Arena.GetSpan(transaction.Input));
        json.Raw(shared.InTransaction);
        json.Raw(",\"max_fee_per_gas\":"u8);
        json.QuantityOrNull(transaction.Has(TransactionFields.MaxFeePerGas), in transaction.MaxFeePerGas);
        json.Raw(",\"max_priority_fee_per_gas\":"u8);
        json.QuantityOrNull(transaction.Has(TransactionFields.MaxPriorityFeePerGas), in transaction.MaxPriorityFeePerGas);
        json.Raw(",\"transaction_type\":"u8);
        json.NumberOrNull(transaction.Has(TransactionFields.Type), transaction.Type);
        json.Raw(",\"max_fee_per_blob_gas\":"u8);
        json.QuantityOrNull(transaction.Has(TransactionFields.MaxFeePerBlobGas), in transaction.MaxFeePerBlobGas);
        json.Raw(",\"blob_versioned_hashes\":"u8);
        json.Words(block.Arena.GetSpan(transaction.BlobVersionedHashes));
        WriteReceipt(ref json, in transaction);
        WriteRollup(ref json, block, transaction.RollupIndex);
        json.Raw(",\"receipt_blob_gas_price\":"u8);
        json.QuantityOrNull(transaction.Has(TransactionFields.ReceiptBlobGasPrice), in transaction.BlobGasPrice);
        json.Raw(",\"receipt_blob_gas_used\":"u8);
        json.QuantityOrNull(transaction.Has(TransactionFields.ReceiptBlobGasUsed), transaction.BlobGasUsed);
        if (isExtended) JsonTransactionExtension.Write(ref json, block, in transaction);
        json.Raw(",\"item_id\":\"transaction_"u8);
        json.HexText(transaction.Hash.Bytes);
        json.Raw("\""u8);
        json.Raw(shared.Tail);
    }

    private static void WriteReceipt(ref JsonRecordWriter json, in TransactionRecord transaction)
    {
        json.Raw(",\"receipt_cumulative_gas_used\":"u8);
        json.QuantityOrNull(transaction.Has(TransactionFields.CumulativeGasUsed), transaction.CumulativeGasUsed);
        json.Raw(",\"receipt_gas_used\":"u8);
        json.QuantityOrNull(transaction.Has(TransactionFields.ReceiptGasUsed), transaction.GasUsed);
        json.Raw(",\"receipt_contract_address\":"u8);
        json.DataOrNull(transaction.Has(TransactionFields.ContractAddress), transaction.ContractAddress.Bytes);
        json.Raw(",\"receipt_root\":"u8);
        json.DataOrNull(transaction.Has(TransactionFields.Root | TransactionFields.EmptyRoot), transaction.RootBytes());
        json.Raw(",\"receipt_status\":"u8);
        json.NumberOrNull(transaction.Has(TransactionFields.Status), transaction.Status);
        json.Raw(",\"receipt_effective_gas_price\":"u8);
        json.QuantityOrNull(transaction.Has(TransactionFields.EffectiveGasPrice), in transaction.EffectiveGasPrice);
    }

    /// <summary>Layer-1 fees, null on every chain that is not a rollup.</summary>
    private static void WriteRollup(ref JsonRecordWriter json, BlockData block, int index)
    {
        if ((uint)index >= (uint)block.Rollup.Count)
        {
            json.Raw(",\"receipt_l1_fee\":null,\"receipt_l1_gas_used\":null,\"receipt_l1_gas_price\":null,\"receipt_l1_fee_scalar\":null"u8);
            return;
        }

        ref readonly RollupRecord rollup = ref block.Rollup[index];
        json.Raw(",\"receipt_l1_fee\":"u8);
        json.QuantityOrNull(rollup.Has(RollupFields.L1Fee), in rollup.L1Fee);
        json.Raw(",\"receipt_l1_gas_used\":"u8);
        json.QuantityOrNull(rollup.Has(RollupFields.L1GasUsed), in rollup.L1GasUsed);
        json.Raw(",\"receipt_l1_gas_price\":"u8);
        json.QuantityOrNull(rollup.Has(RollupFields.L1GasPrice), in rollup.L1GasPrice);
        json.Raw(",\"receipt_l1_fee_scalar\":"u8);
        json.FractionOrNull(rollup.Has(RollupFields.L1FeeScalar), block.Arena.GetSpan(rollup.L1FeeScalar));
    }
}
