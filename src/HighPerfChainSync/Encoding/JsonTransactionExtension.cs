using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>What the extended schema adds to the JSON record <c>transaction</c>: 17 keys.</summary>
internal static class JsonTransactionExtension
{
    private const int FixedBytes = 2048;
    private const int AccessListBytes = 96;
    private const int AuthorizationBytes = 512;

    /// <summary>Upper bound of its length.</summary>
    public static long MaxBytes(BlockData block, in TransactionRecord transaction)
    {
        long bytes = FixedBytes + ((long)transaction.AccessListCount * AccessListBytes) + ((long)transaction.AuthorizationCount * AuthorizationBytes);
        foreach (ref readonly AccessListRecord entry in block.AccessList.Items.Slice(transaction.AccessListStart, transaction.AccessListCount))
            bytes += 3L * entry.StorageKeys.Length;
        return bytes;
    }

    /// <summary>Writes the keys, a comma before each.</summary>
    public static void Write(ref JsonRecordWriter json, BlockData block, in TransactionRecord transaction)
    {
        json.Raw(",\"chain_id\":"u8);
        json.QuantityOrNull(transaction.Has(TransactionFields.ChainId), in transaction.ChainId);
        json.Raw(",\"v\":"u8);
        json.QuantityOrNull(transaction.Has(TransactionFields.V), in transaction.V);
        json.Raw(",\"r\":"u8);
        json.WordOrNull(transaction.Has(TransactionFields.R), in transaction.R);
        json.Raw(",\"s\":"u8);
        json.WordOrNull(transaction.Has(TransactionFields.S), in transaction.S);
        json.Raw(",\"y_parity\":"u8);
        json.NumberOrNull(transaction.Has(TransactionFields.YParity), transaction.YParity);
        WriteAccessList(ref json, block, in transaction);
        WriteAuthorizations(ref json, block, in transaction);
        WriteRollup(ref json, block, transaction.RollupIndex);
    }

    private static void WriteAccessList(ref JsonRecordWriter json, BlockData block, in TransactionRecord transaction)
    {
        json.Raw(",\"access_list\":"u8);
        if (!transaction.Has(TransactionFields.AccessList))
        {
            json.Null();
            return;
        }

        json.Raw("["u8);
        for (int i = 0; i < transaction.AccessListCount; i++)
        {
            ref readonly AccessListRecord entry = ref block.AccessList[transaction.AccessListStart + i];
            json.Raw(i == 0 ? "{\"address\":"u8 : ",{\"address\":"u8);
            json.Data(entry.Address.Bytes);
            json.Raw(",\"storage_keys\":"u8);
            json.Words(block.Arena.GetSpan(entry.StorageKeys));
            json.Raw("}"u8);
        }

        json.Raw("]"u8);
    }

    private static void WriteAuthorizations(ref JsonRecordWriter json, BlockData block, in TransactionRecord transaction)
    {
        json.Raw(",\"authorization_list\":"u8);
        if (!transaction.Has(TransactionFields.AuthorizationList))
        {
            json.Null();
            return;
        }

        json.Raw("["u8);
        for (int i = 0; i < transaction.AuthorizationCount; i++)
        {
            ref readonly AuthorizationRecord entry = ref block.Authorizations[transaction.AuthorizationStart + i];
            json.Raw(i == 0 ? "{\"chain_id\":"u8 : ",{\"chain_id\":"u8);
            json.Quantity(in entry.ChainId);
            json.Raw(",\"address\":"u8);
            json.Data(entry.Address.Bytes);
            json.Raw(",\"nonce\":"u8);
            json.Quantity(entry.Nonce);
            json.Raw(",\"y_parity\":"u8);
            json.Number(in entry.YParity);
            json.Raw(",\"r\":"u8);
            json.Word(in entry.R);
            json.Raw(",\"s\":"u8);
            json.Word(in entry.S);
            json.Raw("}"u8);
        }

        json.Raw("]"u8);
    }

    /// <summary>Deposits and layer-1 fees, null on every chain that is not a rollup.</summary>
    private static void WriteRollup(ref JsonRecordWriter json, BlockData block, int index)
    {
        RollupRecord none = default;
        ref readonly RollupRecord rollup = ref ((uint)index < (uint)block.Rollup.Count ? ref block.Rollup[index] : ref none);
        json.Raw(",\"source_hash\":"u8);
        json.DataOrNull(rollup.Has(RollupFields.SourceHash), rollup.SourceHash.Bytes);
        json.Raw(",\"mint\":"u8);
        json.QuantityOrNull(rollup.Has(RollupFields.Mint), in rollup.Mint);
        json.Raw(",\"is_system_tx\":"u8);
        json.Raw(!rollup.Has(RollupFields.IsSystemTx) ? "null"u8 : rollup.IsSystemTx ? "true"u8 : "false"u8);
        json.Raw(",\"receipt_deposit_nonce\":"u8);
        json.NumberOrNull(rollup.Has(RollupFields.DepositNonce), rollup.DepositNonce);
        json.Raw(",\"receipt_deposit_receipt_version\":"u8);
        json.NumberOrNull(rollup.Has(RollupFields.DepositReceiptVersion), rollup.DepositReceiptVersion);
        json.Raw(",\"receipt_l1_blob_base_fee\":"u8);
        json.QuantityOrNull(rollup.Has(RollupFields.L1BlobBaseFee), in rollup.L1BlobBaseFee);
        json.Raw(",\"receipt_l1_base_fee_scalar\":"u8);
        json.QuantityOrNull(rollup.Has(RollupFields.L1BaseFeeScalar), in rollup.L1BaseFeeScalar);
        json.Raw(",\"receipt_l1_blob_base_fee_scalar\":"u8);
        json.QuantityOrNull(rollup.Has(RollupFields.L1BlobBaseFeeScalar), in rollup.L1BlobBaseFeeScalar);
        json.Raw(",\"receipt_operator_fee_scalar\":"u8);
        json.QuantityOrNull(rollup.Has(RollupFields.OperatorFeeScalar), in rollup.OperatorFeeScalar);
        json.Raw(",\"receipt_operator_fee_constant\":"u8);
        json.QuantityOrNull(rollup.Has(RollupFields.OperatorFeeConstant), in rollup.OperatorFeeConstant);
    }
}
