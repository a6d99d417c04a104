using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>The JSON record <c>token_transfer</c>: 12 keys.</summary>
internal static class JsonTokenTransferRecord
{
    /// <summary>Upper bound of the record's length.</summary>
    public const int MaxBytes = 1280;

    /// <summary>Writes the record.</summary>
    public static void Write(ref JsonRecordWriter json, BlockData block, in TokenTransferRecord transfer, JsonBlockText shared)
    {
        ref readonly Hash256 transactionHash = ref block.Transactions[transfer.TransactionOrdinal].Hash;
        json.Raw("{\"type\":\"token_transfer\",\"token_address\":"u8);
        json.Data(transfer.TokenAddress.Bytes);
        json.Raw(",\"from_address\":"u8);
        json.Data(transfer.From.Bytes);
        json.Raw(",\"to_address\":"u8);
        json.Data(transfer.To.Bytes);
        json.Raw(",\"value\":"u8);
        json.Quantity(in transfer.Value);
        json.Raw(",\"transaction_hash\":"u8);
        json.Data(transactionHash.Bytes);
        json.Raw(",\"log_index\":"u8);
        json.Number(transfer.LogIndex);
        json.Raw(shared.InLog);
        json.Raw(",\"item_id\":\"token_transfer_"u8);
        json.HexText(transactionHash.Bytes);
        json.Raw("_"u8);
        json.Number(transfer.LogIndex);
        json.Raw("\""u8);
        json.Raw(shared.Tail);
    }
}
