using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>The MessagePack record <c>token_transfer</c>: the keys of the JSON record.</summary>
internal static class MessagePackTokenTransferRecord
{
    /// <summary>Upper bound of the record's length.</summary>
    public const int MaxBytes = 1024;

    private const int Keys = 12;

    /// <summary>Writes the record.</summary>
    public static void Write(ref MessagePackRecordWriter record, BlockData block, in TokenTransferRecord transfer)
    {
        ref readonly BlockHeader header = ref block.Header;
        ref readonly Hash256 transactionHash = ref block.Transactions[transfer.TransactionOrdinal].Hash;
        record.Map(Keys);
        record.Text("type"u8, "token_transfer"u8);
        record.Data("token_address"u8, transfer.TokenAddress.Bytes);
        record.Data("from_address"u8, transfer.From.Bytes);
        record.Data("to_address"u8, transfer.To.Bytes);
        record.Quantity("value"u8, in transfer.Value);
        record.Data("transaction_hash"u8, transactionHash.Bytes);
        record.Number("log_index"u8, transfer.LogIndex);
        record.Number("block_number"u8, header.Number);
        record.Number("block_timestamp"u8, header.Timestamp);
        record.Data("block_hash"u8, header.Hash.Bytes);
        record.Identity("token_transfer_"u8, in transactionHash, transfer.LogIndex, header.Timestamp);
    }
}
