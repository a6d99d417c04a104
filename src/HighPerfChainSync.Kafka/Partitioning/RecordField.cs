using System.Buffers.Text;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka.Partitioning;

/// <summary>Writes the field that a record is keyed by, from the block's structs.</summary>
internal static class RecordField
{
    /// <summary>Room for the longest: an item id of a token transfer.</summary>
    public const int MaxLength = 128;

    /// <summary>Writes the field of one record.</summary>
    /// <param name="key">Which field.</param>
    /// <param name="block">The record's block.</param>
    /// <param name="entity">The record's entity.</param>
    /// <param name="index">The record's place among those of its entity.</param>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <returns>Number of bytes; 0 when the record has no such field.</returns>
    public static int Write(KafkaRecordKey key, BlockData block, Entity entity, int index, Span<byte> destination)
    {
        var text = new KeyWriter(destination);
        switch (key)
        {
            case KafkaRecordKey.BlockNumber:
                text.Number(block.Header.Number);
                break;
            case KafkaRecordKey.Address:
                if (entity != Entity.Block) text.Hex(AddressOf(block, entity, index).Bytes);
                else if (block.Header.Has(HeaderFields.Miner)) text.Hex(block.Header.Miner.Bytes);
                break;
            case KafkaRecordKey.TransactionHash:
                text.Hex(HashOf(block, entity, index).Bytes);
                break;
            case KafkaRecordKey.ItemId:
                WriteItemId(ref text, block, entity, index);
                break;
        }

        return text.Length;
    }

    private static void WriteItemId(ref KeyWriter text, BlockData block, Entity entity, int index)
    {
        text.Raw(entity switch
        {
            Entity.Block => "block_"u8,
            Entity.Transaction => "transaction_"u8,
            Entity.Log => "log_"u8,
            _ => "token_transfer_"u8,
        });
        text.Hex(HashOf(block, entity, index).Bytes);
        if (entity is Entity.Block or Entity.Transaction) return;
        text.Raw("_"u8);
        text.Number(entity == Entity.Log ? block.Logs[index].LogIndex : block.TokenTransfers[index].LogIndex);
    }

    private static ref readonly Address AddressOf(BlockData block, Entity entity, int index)
    {
        if (entity == Entity.Transaction) return ref block.Transactions[index].From;
        if (entity == Entity.Log) return ref block.Logs[index].Address;
        return ref block.TokenTransfers[index].TokenAddress;
    }

    private static ref readonly Hash256 HashOf(BlockData block, Entity entity, int index)
    {
        if (entity == Entity.Block) return ref block.Header.Hash;
        int ordinal = entity switch
        {
            Entity.Transaction => index,
            Entity.Log => block.Logs[index].TransactionOrdinal,
            _ => block.TokenTransfers[index].TransactionOrdinal,
        };
        return ref block.Transactions[ordinal].Hash;
    }

    private ref struct KeyWriter(Span<byte> destination)
    {
        private readonly Span<byte> _destination = destination;

        public int Length { get; private set; }

        public void Raw(ReadOnlySpan<byte> text)
        {
            text.CopyTo(_destination[Length..]);
            Length += text.Length;
        }

        public void Number(ulong number)
        {
            Utf8Formatter.TryFormat(number, _destination[Length..], out int written);
            Length += written;
        }

        public void Hex(ReadOnlySpan<byte> bytes)
        {
            Raw("0x"u8);
            Convert.TryToHexStringLower(bytes, _destination[Length..], out int written);
            Length += written;
        }
    }
}
