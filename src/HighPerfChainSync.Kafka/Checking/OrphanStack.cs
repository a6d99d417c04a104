using System.Buffers.Binary;
using System.Security.Cryptography;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Auditing;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Kafka.Checking;

/// <summary>The records of one partition that are known to be taken back, until they are: each as it was sent, the newest first.</summary>
/// <remarks>Holds digests of the records of one reorganisation. Thread: one at a time.</remarks>
internal sealed class OrphanStack
{
    private const int MaxRecords = 4_000_000;

    private static readonly byte[] s_messagePackMark = [0xA7, .. "removed"u8, 0xC3];

    private readonly List<Orphan> _records = [];
    private readonly Dictionary<Hash256, int> _done = [];

    /// <summary>How many wait to be taken back.</summary>
    public int Count => _records.Count;

    /// <summary>The block of the newest of them.</summary>
    public ulong Newest => _records[^1].Number;

    /// <summary>How often a block has been taken back so far.</summary>
    public int TimesOf(in Hash256 block) => _done.GetValueOrDefault(block);

    /// <summary>Adds a record that will be taken back.</summary>
    /// <exception cref="ChainSyncException">There are too many of them.</exception>
    public void Push(in AuditedRecord record, ReadOnlySpan<byte> value)
    {
        if (_records.Count == MaxRecords)
        {
            throw new ChainSyncException(
                ChainSyncError.KafkaTopic, $"More than {MaxRecords} records before offset {record.Offset} of partition {record.Partition} are taken back at once, the last of block {record.Number}: that is more than can be followed.");
        }

        _records.Add(new Orphan(record.Number, record.Hash, record.Id, DigestOf(value, isRetraction: false)));
    }

    /// <summary>Takes back the newest.</summary>
    /// <returns>What is wrong with the retraction, or null.</returns>
    public string? Pop(in AuditedRecord record, ReadOnlySpan<byte> value)
    {
        if (Count == 0) return $"it takes back a record of block {record.Number} that is not there";
        Orphan top = _records[^1];
        if (top.Id == record.Id && top.Block == record.Hash)
        {
            Remove(_records.Count - 1);
            return top.Digest == DigestOf(value, isRetraction: true) ? null : "it differs from the record that it takes back in more than 'removed'";
        }

        int found = Count - 1;
        while (found >= 0 && (_records[found].Id != record.Id || _records[found].Block != record.Hash)) found--;
        if (found < 0) return $"it takes back a record of block {record.Number} that is not there";
        Remove(found);
        return $"it takes back a record of block {record.Number} before the newest, of block {top.Number}";
    }

    /// <summary>Forgets the newest, as far as they are of later blocks than this one.</summary>
    public void DropAbove(ulong block)
    {
        while (Count > 0 && Newest > block) Remove(_records.Count - 1);
    }

    /// <summary>Forgets what was never taken back.</summary>
    public void Clear()
    {
        while (Count > 0) Remove(_records.Count - 1);
    }

    /// <summary>A digest of what record and retraction have in common.</summary>
    internal static UInt128 DigestOf(ReadOnlySpan<byte> value, bool isRetraction)
    {
        ReadOnlySpan<byte> mark = ",\"removed\":true"u8;
        ReadOnlySpan<byte> before = value;
        ReadOnlySpan<byte> behind = default;
        if (RecordScan.IsMessagePack(value))
        {
            // A text of seven bytes, and true. The head of a map counts its keys.
            mark = s_messagePackMark;
            before = value[Math.Min(value.Length, value[0] switch { 0xDE => 3, 0xDF => 5, _ => 1 })..];
        }

        int at = isRetraction ? before.LastIndexOf(mark) : -1;
        if (at >= 0)
        {
            behind = before[(at + mark.Length)..];
            before = before[..at];
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(before);
        hash.AppendData(behind);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }

    private void Remove(int index)
    {
        Hash256 block = _records[index].Block;
        _records.RemoveAt(index);
        if (Count == 0 || _records[^1].Block != block) _done[block] = _done.GetValueOrDefault(block) + 1;
    }

    private readonly record struct Orphan(ulong Number, Hash256 Block, UInt128 Id, UInt128 Digest);
}
