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
    public static ScannedField Find(ReadOnlySpan<byte> key) => key.Length switch
    {
        4 when key.SequenceEqual("type"u8) => ScannedField.Type,
        4 when key.SequenceEqual("hash"u8) => ScannedField.Hash,
        6 when key.SequenceEqual("number"u8) => ScannedField.Number,
        7 when key.SequenceEqual("item_id"u8) => ScannedField.ItemId,
        7 when key.SequenceEqual("removed"u8) => ScannedField.Removed,
        9 when key.SequenceEqual("timestamp"u8) => ScannedField.Timestamp,
        10 when key.SequenceEqual("block_hash"u8) => ScannedField.BlockHash,
        11 when key.SequenceEqual("parent_hash"u8) => ScannedField.ParentHash,
        12 when key.SequenceEqual("block_number"u8) => ScannedField.BlockNumber,
        15 when key.SequenceEqual("block_timestamp"u8) => ScannedField.BlockTimestamp,
        17 when key.SequenceEqual("transaction_count"u8) => ScannedField.TransactionCount,
        _ => ScannedField.None,
    };

    /// <summary>Takes a number.</summary>
    public void Set(ScannedField field, ulong value)
    {
        switch (field)
        {
            case ScannedField.Number: _ownNumber = value; break;
            case ScannedField.BlockNumber: _blockNumber = value; break;
            case ScannedField.Timestamp: _ownTime = value; break;
            case ScannedField.BlockTimestamp: _blockTime = value; break;
            case ScannedField.TransactionCount: TransactionCount = value; break;
            default: break;
        }
    }

    /// <summary>Takes the bytes of a hash.</summary>
    public void Set(ScannedField field, in Hash256 hash)
    {
        switch (field)
        {
            case ScannedField.Hash: _ownHash = hash; break;
            case ScannedField.BlockHash: _blockHash = hash; break;
            case ScannedField.ParentHash: ParentHash = hash; break;
            default: break;
        }
    }

    /// <summary>Takes a text: a hash in hexadecimal, a number in decimal digits, or a name.</summary>
    public void SetText(ScannedField field, ReadOnlySpan<byte> text)
    {
        switch (field)
        {
            case ScannedField.Type:
                Entity = EntityOf(text);
                break;
            case ScannedField.ItemId:
                Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
                SHA256.HashData(text, digest);
                Id = BinaryPrimitives.ReadUInt128LittleEndian(digest);
                break;
            case ScannedField.Hash or ScannedField.BlockHash or ScannedField.ParentHash:
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
