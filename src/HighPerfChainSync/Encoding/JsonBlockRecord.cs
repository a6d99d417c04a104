using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>The JSON record <c>block</c>: 26 keys, and those of the extended schema.</summary>
internal static class JsonBlockRecord
{
    private const int FixedBytes = 2560;
    private const int WithdrawalBytes = 192;

    /// <summary>Upper bound of the record's length.</summary>
    public static long MaxBytes(BlockData block)
    {
        ref readonly BlockHeader header = ref block.Header;
        long data = (long)header.LogsBloom.Length + header.ExtraData.Length + header.Nonce.Length;
        return FixedBytes + (2 * data) + ((long)block.Withdrawals.Count * WithdrawalBytes);
    }

    /// <summary>Writes the record.</summary>
    /// <param name="json">Where it goes.</param>
    /// <param name="block">The block.</param>
    /// <param name="shared">Its shared parts.</param>
    /// <param name="isExtended">Whether the keys of the extended schema are written too.</param>
    public static void Write(ref JsonRecordWriter json, BlockData block, JsonBlockText shared, bool isExtended)
    {
        ref readonly BlockHeader header = ref block.Header;
        json.Raw("{\"type\":\"block\",\"number\":"u8);
        json.Number(header.Number);
        json.Raw(",\"hash\":"u8);
        json.Data(header.Hash.Bytes);
        json.Raw(",\"parent_hash\":"u8);
        json.Data(header.ParentHash.Bytes);
        json.Raw(",\"nonce\":"u8);
        json.DataOrNull(header.Has(HeaderFields.Nonce), block.Arena.GetSpan(header.Nonce));
        json.Raw(",\"sha3_uncles\":"u8);
        json.DataOrNull(header.Has(HeaderFields.Sha3Uncles), header.Sha3Uncles.Bytes);
        json.Raw(",\"logs_bloom\":"u8);
        json.DataOrNull(header.Has(HeaderFields.LogsBloom), block.Arena.GetSpan(header.LogsBloom));
        json.Raw(",\"transactions_root\":"u8);
        json.DataOrNull(header.Has(HeaderFields.TransactionsRoot), header.TransactionsRoot.Bytes);
        json.Raw(",\"state_root\":"u8);
        json.DataOrNull(header.Has(HeaderFields.StateRoot), header.StateRoot.Bytes);
        json.Raw(",\"receipts_root\":"u8);
        json.DataOrNull(header.Has(HeaderFields.ReceiptsRoot), header.ReceiptsRoot.Bytes);
        json.Raw(",\"miner\":"u8);
        json.DataOrNull(header.Has(HeaderFields.Miner), header.Miner.Bytes);
        WriteSizes(ref json, block);
        json.Raw(",\"withdrawals_root\":"u8);
        json.DataOrNull(header.Has(HeaderFields.WithdrawalsRoot), header.WithdrawalsRoot.Bytes);
        json.Raw(",\"withdrawals\":["u8);
        WriteWithdrawals(ref json, block.Withdrawals.Items);
        json.Raw("],\"blob_gas_used\":"u8);
        json.QuantityOrNull(header.Has(HeaderFields.BlobGasUsed), header.BlobGasUsed);
        json.Raw(",\"excess_blob_gas\":"u8);
        json.QuantityOrNull(header.Has(HeaderFields.ExcessBlobGas), header.ExcessBlobGas);
        if (isExtended) JsonBlockExtension.Write(ref json, block);
        json.Raw(",\"item_id\":\"block_"u8);
        json.HexText(header.Hash.Bytes);
        json.Raw("\""u8);
        json.Raw(shared.Tail);
    }

    private static void WriteSizes(ref JsonRecordWriter json, BlockData block)
    {
        ref readonly BlockHeader header = ref block.Header;
        json.Raw(",\"difficulty\":"u8);
        json.QuantityOrNull(header.Has(HeaderFields.Difficulty), in header.Difficulty);
        json.Raw(",\"total_difficulty\":"u8);
        json.QuantityOrNull(header.Has(HeaderFields.TotalDifficulty), in header.TotalDifficulty);
        json.Raw(",\"size\":"u8);
        json.NumberOrNull(header.Has(HeaderFields.Size), header.Size);
        json.Raw(",\"extra_data\":"u8);
        json.DataOrNull(header.Has(HeaderFields.ExtraData), block.Arena.GetSpan(header.ExtraData));
        json.Raw(",\"gas_limit\":"u8);
        json.QuantityOrNull(header.Has(HeaderFields.GasLimit), header.GasLimit);
        json.Raw(",\"gas_used\":"u8);
        json.QuantityOrNull(header.Has(HeaderFields.GasUsed), header.GasUsed);
        json.Raw(",\"timestamp\":"u8);
        json.Number(header.Timestamp);
        json.Raw(",\"transaction_count\":"u8);
        json.Number((ulong)block.Transactions.Count);
        json.Raw(",\"base_fee_per_gas\":"u8);
        json.QuantityOrNull(header.Has(HeaderFields.BaseFeePerGas), in header.BaseFeePerGas);
    }

    private static void WriteWithdrawals(ref JsonRecordWriter json, ReadOnlySpan<WithdrawalRecord> withdrawals)
    {
        for (int i = 0; i < withdrawals.Length; i++)
        {
            ref readonly WithdrawalRecord withdrawal = ref withdrawals[i];
            if (i > 0) json.Raw(","u8);
            json.Raw("{\"index\":"u8);
            json.Number(withdrawal.Index);
            json.Raw(",\"validator_index\":"u8);
            json.Number(withdrawal.ValidatorIndex);
            json.Raw(",\"address\":"u8);
            json.Data(withdrawal.Address.Bytes);
            json.Raw(",\"amount\":"u8);
            json.Quantity(withdrawal.Amount);
            json.Raw("}"u8);
        }
    }
}
