using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;
using MessagePack;

namespace HighPerfChainSync.Checking;

/// <summary>Reads records as the encoders of this program write them back into the structs that they were made of.</summary>
/// <remarks>Any bytes are safe to give. A record that is refused leaves nothing but unused arena behind.</remarks>
internal static class StoredRecordReader
{
    /// <summary>Reads a record.</summary>
    /// <param name="record">JSON or MessagePack.</param>
    /// <param name="block">Receives it.</param>
    /// <param name="transfers">Receives it when it is a token transfer.</param>
    /// <param name="hasBlock">Whether the block's own record has come: then a second one is told, not read.</param>
    /// <param name="entity">What it is.</param>
    /// <param name="identity">What it says besides.</param>
    /// <param name="why">What is wrong with it.</param>
    /// <returns>False when it is not a record of ours.</returns>
    public static bool TryRead(
        ReadOnlyMemory<byte> record, BlockData block, RecordList<TokenTransferRecord> transfers, bool hasBlock, out Entity entity, out StoredIdentity identity, out string why)
    {
        identity = default;
        entity = default;
        int transactions = block.Transactions.Count;
        int logs = block.Logs.Count;
        int transferCount = transfers.Count;
        try
        {
            var reader = new StoredValueReader(record);
            reader.Key("type"u8);
            entity = EntityOf(reader.Text());
            if (!hasBlock || entity != Entity.Block) Read(ref reader, block, transfers, entity, ref identity);
            why = "";
            return true;
        }
        catch (Exception error) when (error is RecordFormException or JsonException or MessagePackSerializationException or EndOfStreamException
            or OverflowException or ArgumentOutOfRangeException)
        {
            // The last is what the MessagePack package makes of a length of more than 31 bits.
            why = error.InnerException?.Message ?? error.Message;
            block.Transactions.Truncate(transactions);
            block.Logs.Truncate(logs);
            transfers.Truncate(transferCount);
            return false;
        }
    }

    private static void Read(
        ref StoredValueReader reader, BlockData block, RecordList<TokenTransferRecord> transfers, Entity entity, ref StoredIdentity identity)
    {
        switch (entity)
        {
            case Entity.Block:
                block.Header = default;
                block.Withdrawals.Truncate(0);
                StoredBlockRecord.Read(ref reader, block, ref identity);
                break;
            case Entity.Transaction:
                StoredTransactionRecord.Read(ref reader, block, ref identity);
                break;
            case Entity.Log:
                StoredLogRecord.Read(ref reader, block, ref identity);
                break;
            default:
                StoredTokenTransferRecord.Read(ref reader, ref transfers.Add(), ref identity);
                break;
        }
    }

    private static Entity EntityOf(ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual("block"u8)) return Entity.Block;
        if (type.SequenceEqual("transaction"u8)) return Entity.Transaction;
        if (type.SequenceEqual("log"u8)) return Entity.Log;
        return type.SequenceEqual("token_transfer"u8) ? Entity.TokenTransfer : throw new RecordFormException("it has no type of ours");
    }
}
