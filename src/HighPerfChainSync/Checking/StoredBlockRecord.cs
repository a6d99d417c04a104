using HighPerfChainSync.Encoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Checking;

/// <summary>Reads a stored record <c>block</c> into a block's header and withdrawals.</summary>
internal static class StoredBlockRecord
{
    private const int WithdrawalKeys = 4;

    /// <summary>Reads it, its <c>type</c> excepted, which was read already.</summary>
    public static void Read(ref StoredValueReader reader, BlockData block, ref StoredIdentity identity)
    {
        ref BlockHeader header = ref block.Header;
        reader.Key("number"u8);
        header.Number = reader.UInt64();
        reader.Key("hash"u8);
        header.Hash = reader.Hash();
        reader.Key("parent_hash"u8);
        header.ParentHash = reader.Hash();
        reader.Key("nonce"u8);
        if (Has(ref reader, ref header, HeaderFields.Nonce)) header.Nonce = reader.Data(block.Arena);
        ReadHash(ref reader, "sha3_uncles"u8, ref header, HeaderFields.Sha3Uncles, ref header.Sha3Uncles);
        reader.Key("logs_bloom"u8);
        if (Has(ref reader, ref header, HeaderFields.LogsBloom)) header.LogsBloom = reader.Data(block.Arena);
        if (header.LogsBloom.Length is not (0 or 256)) throw new RecordFormException("'logs_bloom' is neither empty nor of 256 bytes");
        ReadHash(ref reader, "transactions_root"u8, ref header, HeaderFields.TransactionsRoot, ref header.TransactionsRoot);
        ReadHash(ref reader, "state_root"u8, ref header, HeaderFields.StateRoot, ref header.StateRoot);
        ReadHash(ref reader, "receipts_root"u8, ref header, HeaderFields.ReceiptsRoot, ref header.ReceiptsRoot);
        reader.Key("miner"u8);
        if (Has(ref reader, ref header, HeaderFields.Miner)) header.Miner = reader.Address();
        ReadSizes(ref reader, block, ref identity);
        ReadHash(ref reader, "withdrawals_root"u8, ref header, HeaderFields.WithdrawalsRoot, ref header.WithdrawalsRoot);
        ReadWithdrawals(ref reader, block);
        ReadNumber(ref reader, "blob_gas_used"u8, ref header, HeaderFields.BlobGasUsed, ref header.BlobGasUsed);
        ReadNumber(ref reader, "excess_blob_gas"u8, ref header, HeaderFields.ExcessBlobGas, ref header.ExcessBlobGas);
        if (reader.IsNext("mix_hash"u8))
        {
            identity.Schema = RecordSchema.Extended;
            ReadExtension(ref reader, block);
        }

        identity.Number = header.Number;
        identity.Timestamp = header.Timestamp;
        identity.BlockHash = header.Hash;
        StoredTail.Read(ref reader, "block_"u8, in header.Hash, ref identity);
    }

    private static void ReadSizes(ref StoredValueReader reader, BlockData block, ref StoredIdentity identity)
    {
        ref BlockHeader header = ref block.Header;
        reader.Key("difficulty"u8);
        if (Has(ref reader, ref header, HeaderFields.Difficulty)) header.Difficulty = reader.Quantity();
        reader.Key("total_difficulty"u8);
        if (Has(ref reader, ref header, HeaderFields.TotalDifficulty)) header.TotalDifficulty = reader.Quantity();
        reader.Key("size"u8);
        if (Has(ref reader, ref header, HeaderFields.Size)) header.Size = reader.UInt64();
        reader.Key("extra_data"u8);
        if (Has(ref reader, ref header, HeaderFields.ExtraData)) header.ExtraData = reader.Data(block.Arena);
        ReadNumber(ref reader, "gas_limit"u8, ref header, HeaderFields.GasLimit, ref header.GasLimit);
        ReadNumber(ref reader, "gas_used"u8, ref header, HeaderFields.GasUsed, ref header.GasUsed);
        reader.Key("timestamp"u8);
        header.Timestamp = reader.UInt64();
        reader.Key("transaction_count"u8);
        identity.TransactionCount = reader.UInt64();
        reader.Key("base_fee_per_gas"u8);
        if (Has(ref reader, ref header, HeaderFields.BaseFeePerGas)) header.BaseFeePerGas = reader.Quantity();
    }

    /// <summary>The list is never null: it was sent if it holds any, or if the header has its root.</summary>
    private static void ReadWithdrawals(ref StoredValueReader reader, BlockData block)
    {
        reader.Key("withdrawals"u8);
        int left = reader.BeginArray();
        while (reader.NextItem(ref left))
        {
            ref WithdrawalRecord withdrawal = ref block.Withdrawals.Add();
            reader.BeginObject(WithdrawalKeys);
            reader.InnerKey("index"u8);
            withdrawal.Index = reader.UInt64();
            reader.InnerKey("validator_index"u8);
            withdrawal.ValidatorIndex = reader.UInt64();
            reader.InnerKey("address"u8);
            withdrawal.Address = reader.Address();
            reader.InnerKey("amount"u8);
            withdrawal.Amount = reader.Quantity64();
            reader.EndObject();
        }

        if (block.Withdrawals.Count > 0 || block.Header.Has(HeaderFields.WithdrawalsRoot)) block.Header.Present |= HeaderFields.Withdrawals;
    }

    private static void ReadExtension(ref StoredValueReader reader, BlockData block)
    {
        ref BlockHeader header = ref block.Header;
        ReadHash(ref reader, "mix_hash"u8, ref header, HeaderFields.MixHash, ref header.MixHash);
        ReadHash(ref reader, "parent_beacon_block_root"u8, ref header, HeaderFields.ParentBeaconBlockRoot, ref header.ParentBeaconBlockRoot);
        ReadHash(ref reader, "requests_hash"u8, ref header, HeaderFields.RequestsHash, ref header.RequestsHash);
        ReadHash(ref reader, "block_access_list_hash"u8, ref header, HeaderFields.BlockAccessListHash, ref header.BlockAccessListHash);
        reader.Key("slot_number"u8);
        if (Has(ref reader, ref header, HeaderFields.SlotNumber)) header.SlotNumber = reader.UInt64();
        reader.Key("uncles"u8);
        if (Has(ref reader, ref header, HeaderFields.Uncles)) header.Uncles = reader.Words(block.Arena);
        reader.Key("extra_fields"u8);
        ExtraFieldNames names = block.ExtraFields;
        reader.BeginObject(names.Count);
        for (int i = 0; i < names.Count; i++)
        {
            reader.InnerKey(names.Utf8(i));
            if (Has(ref reader, ref header, (HeaderFields)((uint)HeaderFields.Extra0 << i))) header.Extras[i] = reader.Data(block.Arena);
        }

        reader.EndObject();
    }

    private static bool Has(ref StoredValueReader reader, ref BlockHeader header, HeaderFields field)
    {
        if (reader.TryNull()) return false;
        header.Present |= field;
        return true;
    }

    private static void ReadHash(ref StoredValueReader reader, ReadOnlySpan<byte> name, ref BlockHeader header, HeaderFields field, ref Hash256 value)
    {
        reader.Key(name);
        if (Has(ref reader, ref header, field)) value = reader.Hash();
    }

    private static void ReadNumber(ref StoredValueReader reader, ReadOnlySpan<byte> name, ref BlockHeader header, HeaderFields field, ref ulong value)
    {
        reader.Key(name);
        if (Has(ref reader, ref header, field)) value = reader.Quantity64();
    }
}
