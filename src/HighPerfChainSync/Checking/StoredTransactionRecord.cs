using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Checking;

/// <summary>Reads a stored record <c>transaction</c> to the end of a block's transactions.</summary>
internal static class StoredTransactionRecord
{
    /// <summary>Reads it, its <c>type</c> excepted, which was read already.</summary>
    public static void Read(ref StoredValueReader reader, BlockData block, ref StoredIdentity identity)
    {
        ref TransactionRecord transaction = ref block.Transactions.Add();
        transaction.RollupIndex = -1;
        transaction.Present = TransactionFields.Receipt;
        RollupRecord rollup = default;
        reader.Key("hash"u8);
        transaction.Hash = reader.Hash();
        reader.Key("nonce"u8);
        transaction.Nonce = reader.UInt64();
        reader.Key("transaction_index"u8);
        transaction.Index = reader.UInt32();
        reader.Key("from_address"u8);
        transaction.From = reader.Address();
        reader.Key("to_address"u8);
        if (Has(ref reader, ref transaction, TransactionFields.To)) transaction.To = reader.Address();
        reader.Key("value"u8);
        transaction.Value = reader.Quantity();
        reader.Key("gas"u8);
        transaction.Gas = reader.Quantity64();
        ReadQuantity(ref reader, "gas_price"u8, ref transaction, TransactionFields.GasPrice, ref transaction.GasPrice);
        reader.Key("input"u8);
        transaction.Input = reader.Data(block.Arena);
        reader.Key("block_timestamp"u8);
        identity.Timestamp = reader.UInt64();
        reader.Key("block_number"u8);
        identity.Number = reader.UInt64();
        reader.Key("block_hash"u8);
        identity.BlockHash = reader.Hash();
        ReadQuantity(ref reader, "max_fee_per_gas"u8, ref transaction, TransactionFields.MaxFeePerGas, ref transaction.MaxFeePerGas);
        ReadQuantity(ref reader, "max_priority_fee_per_gas"u8, ref transaction, TransactionFields.MaxPriorityFeePerGas, ref transaction.MaxPriorityFeePerGas);
        reader.Key("transaction_type"u8);
        if (Has(ref reader, ref transaction, TransactionFields.Type)) transaction.Type = reader.UInt64();
        ReadQuantity(ref reader, "max_fee_per_blob_gas"u8, ref transaction, TransactionFields.MaxFeePerBlobGas, ref transaction.MaxFeePerBlobGas);
        reader.Key("blob_versioned_hashes"u8);
        transaction.BlobVersionedHashes = reader.Words(block.Arena);
        if (transaction.BlobVersionedHashes.Length > 0) transaction.Present |= TransactionFields.BlobVersionedHashes;
        ReadReceipt(ref reader, ref transaction);
        StoredRollup.ReadFees(ref reader, block.Arena, ref rollup);
        ReadQuantity(ref reader, "receipt_blob_gas_price"u8, ref transaction, TransactionFields.ReceiptBlobGasPrice, ref transaction.BlobGasPrice);
        ReadNumber(ref reader, "receipt_blob_gas_used"u8, ref transaction, TransactionFields.ReceiptBlobGasUsed, ref transaction.BlobGasUsed);
        if (reader.IsNext("chain_id"u8))
        {
            identity.Schema = RecordSchema.Extended;
            ReadExtension(ref reader, block, ref transaction);
            StoredRollup.ReadExtension(ref reader, ref rollup);
        }

        identity.TransactionHash = transaction.Hash;
        StoredTail.Read(ref reader, "transaction_"u8, in transaction.Hash, ref identity);
        if (rollup.Present == RollupFields.None) return;
        transaction.RollupIndex = block.Rollup.Count;
        block.Rollup.Add() = rollup;
    }

    private static void ReadReceipt(ref StoredValueReader reader, ref TransactionRecord transaction)
    {
        ReadNumber(ref reader, "receipt_cumulative_gas_used"u8, ref transaction, TransactionFields.CumulativeGasUsed, ref transaction.CumulativeGasUsed);
        ReadNumber(ref reader, "receipt_gas_used"u8, ref transaction, TransactionFields.ReceiptGasUsed, ref transaction.GasUsed);
        reader.Key("receipt_contract_address"u8);
        if (Has(ref reader, ref transaction, TransactionFields.ContractAddress)) transaction.ContractAddress = reader.Address();
        reader.Key("receipt_root"u8);
        if (!reader.TryNull())
        {
            bool isHash = reader.TryHashOrEmpty(out transaction.Root);
            transaction.Present |= isHash ? TransactionFields.Root : TransactionFields.EmptyRoot;
        }

        reader.Key("receipt_status"u8);
        if (Has(ref reader, ref transaction, TransactionFields.Status)) transaction.Status = reader.UInt64();
        ReadQuantity(ref reader, "receipt_effective_gas_price"u8, ref transaction, TransactionFields.EffectiveGasPrice, ref transaction.EffectiveGasPrice);
    }

    private static void ReadExtension(ref StoredValueReader reader, BlockData block, ref TransactionRecord transaction)
    {
        ReadQuantity(ref reader, "chain_id"u8, ref transaction, TransactionFields.ChainId, ref transaction.ChainId);
        ReadQuantity(ref reader, "v"u8, ref transaction, TransactionFields.V, ref transaction.V);
        reader.Key("r"u8);
        if (Has(ref reader, ref transaction, TransactionFields.R)) transaction.R = reader.Word();
        reader.Key("s"u8);
        if (Has(ref reader, ref transaction, TransactionFields.S)) transaction.S = reader.Word();
        reader.Key("y_parity"u8);
        if (Has(ref reader, ref transaction, TransactionFields.YParity)) transaction.YParity = reader.UInt64();
        reader.Key("access_list"u8);
        if (Has(ref reader, ref transaction, TransactionFields.AccessList)) ReadAccessList(ref reader, block, ref transaction);
        reader.Key("authorization_list"u8);
        if (Has(ref reader, ref transaction, TransactionFields.AuthorizationList)) ReadAuthorizations(ref reader, block, ref transaction);
    }

    private static void ReadAccessList(ref StoredValueReader reader, BlockData block, ref TransactionRecord transaction)
    {
        transaction.AccessListStart = block.AccessList.Count;
        int left = reader.BeginArray();
        while (reader.NextItem(ref left))
        {
            ref AccessListRecord entry = ref block.AccessList.Add();
            reader.BeginObject(keys: 2);
            reader.InnerKey("address"u8);
            entry.Address = reader.Address();
            reader.InnerKey("storage_keys"u8);
            entry.StorageKeys = reader.Words(block.Arena);
            reader.EndObject();
        }

        transaction.AccessListCount = block.AccessList.Count - transaction.AccessListStart;
    }

    private static void ReadAuthorizations(ref StoredValueReader reader, BlockData block, ref TransactionRecord transaction)
    {
        transaction.AuthorizationStart = block.Authorizations.Count;
        int left = reader.BeginArray();
        while (reader.NextItem(ref left))
        {
            ref AuthorizationRecord entry = ref block.Authorizations.Add();
            reader.BeginObject(keys: 6);
            reader.InnerKey("chain_id"u8);
            entry.ChainId = reader.Quantity();
            reader.InnerKey("address"u8);
            entry.Address = reader.Address();
            reader.InnerKey("nonce"u8);
            entry.Nonce = reader.Quantity64();
            reader.InnerKey("y_parity"u8);
            entry.YParity = reader.Wide();
            reader.InnerKey("r"u8);
            entry.R = reader.Word();
            reader.InnerKey("s"u8);
            entry.S = reader.Word();
            reader.EndObject();
        }

        transaction.AuthorizationCount = block.Authorizations.Count - transaction.AuthorizationStart;
    }

    private static bool Has(ref StoredValueReader reader, ref TransactionRecord transaction, TransactionFields field)
    {
        if (reader.TryNull()) return false;
        transaction.Present |= field;
        return true;
    }

    private static void ReadQuantity(ref StoredValueReader reader, ReadOnlySpan<byte> name, ref TransactionRecord transaction, TransactionFields field, ref UInt256 value)
    {
        reader.Key(name);
        if (Has(ref reader, ref transaction, field)) value = reader.Quantity();
    }

    private static void ReadNumber(ref StoredValueReader reader, ReadOnlySpan<byte> name, ref TransactionRecord transaction, TransactionFields field, ref ulong value)
    {
        reader.Key(name);
        if (Has(ref reader, ref transaction, field)) value = reader.Quantity64();
    }
}
