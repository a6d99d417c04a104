using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>The MessagePack record <c>block</c>: the keys of the JSON record.</summary>
internal static class MessagePackBlockRecord
{
    private const int Keys = 26;
    private const int FixedBytes = 2048;
    private const int WithdrawalKeys = 4;
    private const int WithdrawalBytes = 128;

    /// <summary>Upper bound of the record's length.</summary>
    public static long MaxBytes(BlockData block)
    {
        ref readonly BlockHeader header = ref block.Header;
        long data = (long)header.LogsBloom.Length + header.ExtraData.Length + header.Nonce.Length;
        return FixedBytes + data + ((long)block.Withdrawals.Count * WithdrawalBytes);
    }

    /// <summary>Writes the record.</summary>
    /// <param name="record">Where it goes.</param>
    /// <param name="block">The block.</param>
    /// <param name="isExtended">Whether the keys of the extended schema are written too.</param>
    public static void Write(ref MessagePackRecordWriter record, BlockData block, bool isExtended)
    {
        ref readonly BlockHeader header = ref block.Header;
        record.Map(isExtended ? Keys + MessagePackBlockExtension.Keys : Keys);
        record.Text("type"u8, "block"u8);
        record.Number("number"u8, header.Number);
        record.Data("hash"u8, header.Hash.Bytes);
        record.Data("parent_hash"u8, header.ParentHash.Bytes);
        record.DataOrNil("nonce"u8, header.Has(HeaderFields.Nonce), block.Arena.GetSpan(header.Nonce));
        record.DataOrNil("sha3_uncles"u8, header.Has(HeaderFields.Sha3Uncles), header.Sha3Uncles.Bytes);
        record.DataOrNil("logs_bloom"u8, header.Has(HeaderFields.LogsBloom), block.Arena.GetSpan(header.LogsBloom));
        record.DataOrNil("transactions_root"u8, header.Has(HeaderFields.TransactionsRoot), header.TransactionsRoot.Bytes);
        record.DataOrNil("state_root"u8, header.Has(HeaderFields.StateRoot), header.StateRoot.Bytes);
        record.DataOrNil("receipts_root"u8, header.Has(HeaderFields.ReceiptsRoot), header.ReceiptsRoot.Bytes);
        record.DataOrNil("miner"u8, header.Has(HeaderFields.Miner), header.Miner.Bytes);
        record.QuantityOrNil("difficulty"u8, header.Has(HeaderFields.Difficulty), in header.Difficulty);
        record.QuantityOrNil("total_difficulty"u8, header.Has(HeaderFields.TotalDifficulty), in header.TotalDifficulty);
        record.NumberOrNil("size"u8, header.Has(HeaderFields.Size), header.Size);
        record.DataOrNil("extra_data"u8, header.Has(HeaderFields.ExtraData), block.Arena.GetSpan(header.ExtraData));
        record.QuantityOrNil("gas_limit"u8, header.Has(HeaderFields.GasLimit), header.GasLimit);
        record.QuantityOrNil("gas_used"u8, header.Has(HeaderFields.GasUsed), header.GasUsed);
        record.Number("timestamp"u8, header.Timestamp);
        record.Number("transaction_count"u8, (ulong)block.Transactions.Count);
        record.QuantityOrNil("base_fee_per_gas"u8, header.Has(HeaderFields.BaseFeePerGas), in header.BaseFeePerGas);
        record.DataOrNil("withdrawals_root"u8, header.Has(HeaderFields.WithdrawalsRoot), header.WithdrawalsRoot.Bytes);
        WriteWithdrawals(ref record, block.Withdrawals.Items);
        record.QuantityOrNil("blob_gas_used"u8, header.Has(HeaderFields.BlobGasUsed), header.BlobGasUsed);
        record.QuantityOrNil("excess_blob_gas"u8, header.Has(HeaderFields.ExcessBlobGas), header.ExcessBlobGas);
        if (isExtended) MessagePackBlockExtension.Write(ref record, block);
        record.Identity("block_"u8, in header.Hash, header.Timestamp);
    }

    private static void WriteWithdrawals(ref MessagePackRecordWriter record, ReadOnlySpan<WithdrawalRecord> withdrawals)
    {
        record.Key("withdrawals"u8);
        record.Array(withdrawals.Length);
        foreach (ref readonly WithdrawalRecord withdrawal in withdrawals)
        {
            record.Map(WithdrawalKeys);
            record.Number("index"u8, withdrawal.Index);
            record.Number("validator_index"u8, withdrawal.ValidatorIndex);
            record.Data("address"u8, withdrawal.Address.Bytes);
            record.Quantity("amount"u8, withdrawal.Amount);
        }
    }
}
