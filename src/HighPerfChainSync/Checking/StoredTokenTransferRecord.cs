using HighPerfChainSync.Records;

namespace HighPerfChainSync.Checking;

/// <summary>Reads a stored record <c>token_transfer</c>.</summary>
internal static class StoredTokenTransferRecord
{
    /// <summary>Reads it, its <c>type</c> excepted, which was read already. The transfer's ordinal is left to be found.</summary>
    public static void Read(ref StoredValueReader reader, ref TokenTransferRecord transfer, ref StoredIdentity identity)
    {
        reader.Key("token_address"u8);
        transfer.TokenAddress = reader.Address();
        reader.Key("from_address"u8);
        transfer.From = reader.Address();
        reader.Key("to_address"u8);
        transfer.To = reader.Address();
        reader.Key("value"u8);
        transfer.Value = reader.Quantity();
        reader.Key("transaction_hash"u8);
        identity.TransactionHash = reader.Hash();
        reader.Key("log_index"u8);
        transfer.LogIndex = reader.UInt32();
        StoredLogRecord.ReadBlock(ref reader, ref identity);
        StoredTail.Read(ref reader, "token_transfer_"u8, transfer.LogIndex, ref identity);
    }
}
