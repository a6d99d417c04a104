using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>What a reader looks at in a record, whatever its format and kind.</summary>
internal struct RecordFields
{
    private Hash256? _ownHash;
    private Hash256? _blockHash;
    private ulong? _ownNumber;
    private ulong? _blockNumber;
    private ulong? _ownTime;
    private ulong? _blockTime;

    /// <summary>The kind of record that <c>type</c> names, or null.</summary>
    public Entity? Entity { get; private set; }

    /// <summary>The block that it is, or that it belongs to.</summary>
    public readonly ulong? Number => _blockNumber ?? _ownNumber;

    /// <summary>The block's own time, Unix seconds.</summary>
    public readonly ulong? Time => _blockTime ?? _ownTime;

    /// <summary>The hash of the block that it is, or that it belongs to.</summary>
    public readonly Hash256? BlockHash => _blockHash ?? (Entity == Records.Entity.Block ? _ownHash : null);

    /// <summary>The hash of the block below, of a block.</summary>
    public Hash256? ParentHash { get; private set; }

    /// <summary>The number of transactions that a block says it has.</summary>
    public ulong? TransactionCount { get; private set; }

    /// <summary>A digest of <c>item_id</c>, or null: two records have the same one only if they have the same id.</summary>
    public UInt128? Id { get; private set; }

    /// <summary>Whether it takes a record back.</summary>
    public bool IsRemoved { get; set; }

    /// <summary>Which field a key names.</summary>
    public static RecordField Find(ReadOnlySpan<byte> key) => key.Length switch
    {
        4 when key.SequenceEqual("type"u8) => RecordField.Type,
        4 when key.SequenceEqual("hash"u8) => RecordField.Hash,
        6 when key.SequenceEqual("number"u8) => RecordField.Number,
        7 when key.SequenceEqual("item_id"u8) => RecordField.ItemId,
        7 when key.SequenceEqual("removed"u8) => RecordField.Removed,
        9 when key.SequenceEqual("timestamp"u8) => RecordField.Timestamp,
        10 when key.SequenceEqual("block_hash"u8) => RecordField.BlockHash,
        11 when key.SequenceEqual("parent_hash"u8) => RecordField.ParentHash,
        12 when key.SequenceEqual("block_number"u8) => RecordField.BlockNumber,
        15 when key.SequenceEqual("block_timestamp"u8) => RecordField.BlockTimestamp,
        17 when key.SequenceEqual("transaction_count"u8) => RecordField.TransactionCount,
        _ => RecordField.None,
    };

    /// <summary>Takes a number.</summary>
    public void Set(RecordField field, ulong value)
    {
        switch (field)
        {
            case RecordField.Number: _ownNumber = value; break;
            case RecordField.BlockNumber: _blockNumber = value; break;
            case RecordField.Timestamp: _ownTime = value; break;
            case RecordField.BlockTimestamp: _blockTime = value; break;
            case RecordField.TransactionCount: TransactionCount = value; break;
            default: break;
        }
    }

    /// <summary>Takes the bytes of a hash.</summary>
    public void Set(RecordField field, in Hash256 hash)
    {
        switch (field)
        {
            case RecordField.Hash: _ownHash = hash; break;
            case RecordField.BlockHash: _blockHash = hash; break;
            case RecordField.ParentHash: ParentHash = hash; break;
            default: break;
        }
    }

    /// <summary>Takes a text: a hash in hexadecimal, a number in decimal digits, or a name.</summary>
    public void SetText(RecordField field, ReadOnlySpan<byte> text)
    {
        switch (field)
        {
            case RecordField.Type:
                Entity = EntityOf(text);
                break;
            case RecordField.ItemId:
                Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
                SHA256.HashData(text, digest);
                Id = BinaryPrimitives.ReadUInt128LittleEndian(digest);
                break;
            case RecordField.Hash or RecordField.BlockHash or RecordField.ParentHash:
                Span<byte> hash = stackalloc byte[Hash256.Length];
                if (Hex.TryDecodeFixed(text, hash)) Set(field, new Hash256(hash));
                break;
            default:
                if (Utf8Parser.TryParse(text, out ulong number, out int read) && read == text.Length) Set(field, number);
                break;
        }
    }

    private static Entity? EntityOf(ReadOnlySpan<byte> type)
    {
        if (type.SequenceEqual("block"u8)) return Records.Entity.Block;
        if (type.SequenceEqual("transaction"u8)) return Records.Entity.Transaction;
        if (type.SequenceEqual("log"u8)) return Records.Entity.Log;
        return type.SequenceEqual("token_transfer"u8) ? Records.Entity.TokenTransfer : null;
    }
}
