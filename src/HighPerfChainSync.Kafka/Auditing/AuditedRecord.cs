using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Retracting;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>What an audit keeps of a record.</summary>
internal readonly struct AuditedRecord
{
    public required int Topic { get; init; }

    public required int Partition { get; init; }

    public required long Offset { get; init; }

    public required ulong Number { get; init; }

    public Hash256 Hash { get; init; }

    public Hash256? Parent { get; init; }

    public ulong? TransactionCount { get; init; }

    public UInt128 Id { get; init; }

    public Entity Entity { get; init; }

    public bool IsRemoved { get; init; }

    /// <summary>A digest of key and value; of a retraction, of what it says was sent. 0 when its form is not that of a retraction.</summary>
    public ulong Digest { get; init; }

    /// <summary>Takes what a record of ours has.</summary>
    /// <returns>False when it is none; then <paramref name="why"/> says what it lacks.</returns>
    public static bool TryTake(in TopicRecord record, int topic, out AuditedRecord audited, out string why)
    {
        audited = new AuditedRecord { Topic = topic, Partition = record.Partition, Offset = record.Offset, Number = 0 };
        why = "";
        if (record.Value is not { } value)
        {
            why = "it is a tombstone, which deletes a key and is no record";
        }
        else if (!RecordScan.TryRead(value.Span, out RecordFields fields))
        {
            why = "it is neither a JSON object nor a MessagePack map";
        }
        else if (fields is { Number: { } number, BlockHash: { } hash, Id: { } id, Entity: { } entity })
        {
            audited = audited with
            {
                Number = number,
                Hash = hash,
                Parent = fields.ParentHash,
                TransactionCount = fields.TransactionCount,
                Id = id,
                Entity = entity,
                IsRemoved = fields.IsRemoved,
                Digest = DigestOf(in record, value.Span, fields.IsRemoved),
            };
        }
        else
        {
            why = fields.Entity is null ? "it has no type of ours" : fields.Number is null ? "it has no block number"
                : fields.BlockHash is null ? "it has no block hash" : "it has no item_id";
        }

        return why.Length == 0;
    }

    private static ulong DigestOf(in TopicRecord record, ReadOnlySpan<byte> value, bool isRemoved)
    {
        ulong key = record.Key is { } bytes ? DigestOf(bytes.Span) : 0;
        if (!isRemoved) return DigestOf(value) ^ ulong.RotateLeft(key, 1);
        byte[] stripped = ArrayPool<byte>.Shared.Rent(value.Length + RemovedMark.MaxGrowth);
        int length = RemovedMark.Strip(value, stripped);
        ulong digest = length == 0 ? 0 : DigestOf(stripped.AsSpan(0, length)) ^ ulong.RotateLeft(key, 1);
        ArrayPool<byte>.Shared.Return(stripped);
        return digest;
    }

    private static ulong DigestOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
