using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>What the extended schema adds to the MessagePack record <c>transaction</c>: the keys of the JSON record.</summary>
internal static class MessagePackTransactionExtension
{
    /// <summary>Number of keys.</summary>
    public const int Keys = 17;

    private const int EntryKeys = 2;
    private const int AuthorizationKeys = 6;
    private const int FixedBytes = 1536;
    private const int AccessListBytes = 64;
    private const int AuthorizationBytes = 384;

    /// <summary>Upper bound of its length.</summary>
    public static long MaxBytes(BlockData block, in TransactionRecord transaction)
    {
        long bytes = FixedBytes + ((long)transaction.AccessListCount * AccessListBytes) + ((long)transaction.AuthorizationCount * AuthorizationBytes);
        foreach (ref readonly AccessListRecord entry in block.AccessList.Items.Slice(transaction.AccessListStart, transaction.AccessListCount))
            bytes += 2L * entry.StorageKeys.Length;
        return bytes;
    }

    /// <summary>Writes the keys.</summary>
    public static void Write(ref MessagePackRecordWriter record, BlockData block, in TransactionRecord transaction)
    {
        record.QuantityOrNil("chain_id"u8, transaction.Has(TransactionFields.ChainId), in transaction.ChainId);
        record.QuantityOrNil("v"u8, transaction.Has(TransactionFields.V), in transaction.V);
        record.WordOrNil("r"u8, transaction.Has(TransactionFields.R), in transaction.R);
        record.WordOrNil("s"u8, transaction.Has(TransactionFields.S), in transaction.S);
        record.NumberOrNil("y_parity"u8, transaction.Has(TransactionFields.YParity), transaction.YParity);
        WriteAccessList(ref record, block, in transaction);
        WriteAuthorizations(ref record, block, in transaction);
        WriteRollup(ref record, block, transaction.RollupIndex);
    }

    private static void WriteAccessList(ref MessagePackRecordWriter record, BlockData block, in TransactionRecord transaction)
    {
        record.Key("access_list"u8);
        if (!transaction.Has(TransactionFields.AccessList))
        {
            record.Nil();
            return;
        }

        record.Array(transaction.AccessListCount);
        foreach (ref readonly AccessListRecord entry in block.AccessList.Items.Slice(transaction.AccessListStart, transaction.AccessListCount))
        {
            record.Map(EntryKeys);
            record.Data("address"u8, entry.Address.Bytes);
            record.Key("storage_keys"u8);
            record.Words(block.Arena.GetSpan(entry.StorageKeys));
        }
    }

    private static void WriteAuthorizations(ref MessagePackRecordWriter record, BlockData block, in TransactionRecord transaction)
    {
        record.Key("authorization_list"u8);
        if (!transaction.Has(TransactionFields.AuthorizationList))
        {
            record.Nil();
            return;
        }

        record.Array(transaction.AuthorizationCount);
        foreach (ref readonly AuthorizationRecord entry in block.Authorizations.Items.Slice(transaction.AuthorizationStart, transaction.AuthorizationCount))
        {
            record.Map(AuthorizationKeys);
            record.Quantity("chain_id"u8, in entry.ChainId);
            record.Data("address"u8, entry.Address.Bytes);
            record.Quantity("nonce"u8, entry.Nonce);
            record.Number("y_parity"u8, in entry.YParity);
            record.WordOrNil("r"u8, present: true, in entry.R);
            record.WordOrNil("s"u8, present: true, in entry.S);
        }
    }

    /// <summary>Deposits and layer-1 fees, nil on every chain that is not a rollup.</summary>
    private static void WriteRollup(ref MessagePackRecordWriter record, BlockData block, int index)
    {
        RollupRecord none = default;
        ref readonly RollupRecord rollup = ref ((uint)index < (uint)block.Rollup.Count ? ref block.Rollup[index] : ref none);
        record.DataOrNil("source_hash"u8, rollup.Has(RollupFields.SourceHash), rollup.SourceHash.Bytes);
        record.QuantityOrNil("mint"u8, rollup.Has(RollupFields.Mint), in rollup.Mint);
        record.BooleanOrNil("is_system_tx"u8, rollup.Has(RollupFields.IsSystemTx), rollup.IsSystemTx);
        record.NumberOrNil("receipt_deposit_nonce"u8, rollup.Has(RollupFields.DepositNonce), rollup.DepositNonce);
        record.NumberOrNil("receipt_deposit_receipt_version"u8, rollup.Has(RollupFields.DepositReceiptVersion), rollup.DepositReceiptVersion);
        record.QuantityOrNil("receipt_l1_blob_base_fee"u8, rollup.Has(RollupFields.L1BlobBaseFee), in rollup.L1BlobBaseFee);
        record.QuantityOrNil("receipt_l1_base_fee_scalar"u8, rollup.Has(RollupFields.L1BaseFeeScalar), in rollup.L1BaseFeeScalar);
        record.QuantityOrNil("receipt_l1_blob_base_fee_scalar"u8, rollup.Has(RollupFields.L1BlobBaseFeeScalar), in rollup.L1BlobBaseFeeScalar);
        record.QuantityOrNil("receipt_operator_fee_scalar"u8, rollup.Has(RollupFields.OperatorFeeScalar), in rollup.OperatorFeeScalar);
        record.QuantityOrNil("receipt_operator_fee_constant"u8, rollup.Has(RollupFields.OperatorFeeConstant), in rollup.OperatorFeeConstant);
    }
}
