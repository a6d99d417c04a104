using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>Checks one partition in the order of its records: blocks ascend, nothing comes twice, and a retraction takes back the newest.</summary>
/// <remarks>
/// Keeps the ids of the newest blocks only: <c>window</c> ids at most, and those of one block. What comes twice further apart is out of order as well.
/// </remarks>
internal sealed class PartitionAudit(TopicFindings findings, int window)
{
    /// <summary>A block of more records than that is not checked for what comes twice in it.</summary>
    private const int MaxIdsOfBlock = 2_000_000;

    private readonly Dictionary<UInt128, ulong> _blockOf = [];
    private readonly LinkedList<RecentBlock> _recent = [];
    private ulong? _newest;

    /// <summary>The block that was taken back last when nothing that is remembered stands any more.</summary>
    private ulong? _floor;
    private AuditedRecord _lastRetraction;

    /// <summary>Whether a record of this id stands, as far as that is remembered.</summary>
    public bool Knows(UInt128 id) => _blockOf.ContainsKey(id);

    /// <summary>Checks the next record.</summary>
    /// <returns>Whether it stands where it may: else it is a fault already and counts for nothing further.</returns>
    public bool Accept(in AuditedRecord record)
    {
        if (record.IsRemoved) return Retract(in record);
        if (_blockOf.TryGetValue(record.Id, out ulong before))
        {
            findings.Add(AuditFaultKind.Duplicate, in record, $"this record of block {before} is there already");
            return false;
        }

        if (record.Number < _newest)
        {
            findings.Add(AuditFaultKind.Order, in record, $"a record of block {record.Number} comes behind one of block {_newest}");
            return false;
        }

        RecentBlock block = Enter(in record);
        if (block.Retracted > 0) AddHalf(block, in record);
        if (block.Ids.Count >= MaxIdsOfBlock) return true;
        block.Ids.Add((record.Id, record.Digest));
        _blockOf[record.Id] = record.Number;
        return true;
    }

    /// <summary>At the end of the partition: what was begun to be taken back must be gone.</summary>
    public void Complete()
    {
        if (_recent.Last?.Value is { Retracted: > 0 } block) AddHalf(block, in _lastRetraction);
    }

    private bool Retract(in AuditedRecord record)
    {
        findings.Retractions++;
        _lastRetraction = record;
        if (!_blockOf.TryGetValue(record.Id, out ulong number) || number != record.Number)
        {
            // What lies behind the window cannot be checked, only followed.
            if (_recent.Count == 0 && record.Number <= _floor)
            {
                _floor = record.Number;
                return true;
            }

            findings.Add(AuditFaultKind.Order, in record, $"a record of block {record.Number} is taken back that is not there");
            return false;
        }

        RecentBlock block = _recent.Last!.Value;
        if (block.Number != number || block.Hash != record.Hash)
        {
            findings.Add(AuditFaultKind.Order, in record, $"a record of block {number} is taken back before those of block {block.Number}");
            return false;
        }

        TakeFrom(block, in record);
        _blockOf.Remove(record.Id);
        if (block.Ids.Count > 0) return true;
        _recent.RemoveLast();
        _newest = _recent.Last?.Value.Number;
        if (_recent.Count == 0) _floor = number;
        return true;
    }

    /// <summary>Takes a record out of its block: the one that was sent last, and as it was sent.</summary>
    private void TakeFrom(RecentBlock block, in AuditedRecord record)
    {
        int index = block.Ids.Count - 1;
        if (block.Ids[index].Id != record.Id)
        {
            findings.Add(AuditFaultKind.Order, in record, $"the records of block {block.Number} are not taken back in the reverse of the order in which they were sent");
            UInt128 id = record.Id;
            index = block.Ids.FindLastIndex(entry => entry.Id == id);
        }

        if (block.Ids[index].Digest != record.Digest)
            findings.Add(AuditFaultKind.Mismatch, in record, $"a record of block {block.Number} is taken back, but not with the key and the bytes with which it was sent");
        block.Ids.RemoveAt(index);
        block.Retracted++;
    }

    private RecentBlock Enter(in AuditedRecord record)
    {
        RecentBlock? last = _recent.Last?.Value;
        if (last is not null && last.Number == record.Number && last.Hash == record.Hash) return last;
        if (last is { Retracted: > 0 }) AddHalf(last, in record);
        while (_recent.Count > 0 && _blockOf.Count > window) Forget(_recent.First!.Value);
        _newest = record.Number;
        return _recent.AddLast(new RecentBlock(record.Number, record.Hash)).Value;
    }

    private void AddHalf(RecentBlock block, in AuditedRecord at)
    {
        findings.Add(
            AuditFaultKind.Order, in at, $"{block.Retracted} of {block.Retracted + block.Ids.Count} records of block {block.Number} were taken back, not all");
        block.Retracted = 0;
    }

    private void Forget(RecentBlock block)
    {
        foreach ((UInt128 id, _) in block.Ids) _blockOf.Remove(id);
        _recent.RemoveFirst();
    }

    private sealed class RecentBlock(ulong number, Hash256 hash)
    {
        public ulong Number { get; } = number;

        public Hash256 Hash { get; } = hash;

        /// <summary>Its records that stand, in order.</summary>
        public List<(UInt128 Id, ulong Digest)> Ids { get; } = [];

        /// <summary>How many of its records were taken back; when all are, it is gone.</summary>
        public int Retracted { get; set; }
    }
}
