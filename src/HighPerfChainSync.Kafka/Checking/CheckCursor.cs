using System.Globalization;
using HighPerfChainSync.Checking;
using HighPerfChainSync.Kafka.Auditing;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.Kafka.Checking;

/// <summary>Stands at the next record of one partition that stands in the end, in the order of blocks; retractions are followed on the way.</summary>
/// <remarks>Owner: a <see cref="CheckMerge"/>; its record is valid until it advances; thread: its owner's.</remarks>
internal sealed class CheckCursor(SpanReader reader, ReorgScan reorgs, CheckPass pass, StoredBlockChecker checker)
{
    private readonly OrphanStack _orphans = new();
    private TopicRecord _record;
    private ulong? _newest;
    private bool _isAtEnd;

    /// <summary>The block of the record that it stands at.</summary>
    public ulong Number { get; private set; }

    /// <summary>The record.</summary>
    public ReadOnlyMemory<byte> Value => _record.Value ?? default;

    /// <summary>Where it is.</summary>
    public StoredPlace Place => new(_record.Topic, _record.Partition, _record.Offset);

    /// <summary>Goes on to the next record that stands.</summary>
    /// <returns>False at the end.</returns>
    public bool Advance(CancellationToken cancellationToken)
    {
        while (!_isAtEnd && reader.TryNext(out TopicRecord record, cancellationToken))
        {
            TopicRecord before = _record;
            _record = record;
            if (Take(in record)) return true;
            if (_isAtEnd) _record = before;
        }

        _isAtEnd = true;
        // What comes behind the last block may be taken back behind the end.
        _orphans.DropAbove(pass.Range.Last);
        if (_orphans.Count > 0) ReportOrphans("at the end");
        return false;
    }

    private bool Take(in TopicRecord record)
    {
        if (!AuditedRecord.TryTake(in record, topic: 0, out AuditedRecord found, out string why))
        {
            Fault(StoredCheckNames.Record, null, why);
            return false;
        }

        if (found.Number < pass.Range.First) return false;
        ReadOnlySpan<byte> value = Value.Span;
        if (found.IsRemoved)
        {
            Retract(in found, value);
            return false;
        }

        if (reorgs.TimesOf(found.Hash) > _orphans.TimesOf(found.Hash))
        {
            _orphans.Push(in found, value);
            return false;
        }

        if (found.Number > pass.Range.Last)
        {
            // Blocks ascend: what follows is later still.
            _isAtEnd = true;
            return false;
        }

        if (_orphans.Count > 0) ReportOrphans(string.Create(CultureInfo.InvariantCulture, $"before block {found.Number}"));
        if (found.Number < _newest)
        {
            Fault(StoredCheckNames.RecordOrder, found.Number, $"a record of block {found.Number} stands behind one of block {_newest}");
            return false;
        }

        _newest = Number = found.Number;
        return true;
    }

    private void Retract(in AuditedRecord found, ReadOnlySpan<byte> value)
    {
        pass.Retractions++;
        // Where the reading began in the middle of a reorganisation, what it takes back first lies before.
        if (_orphans.Count == 0 && _newest is null && !pass.Range.IsWhole) return;
        bool isOrphan = reorgs.TimesOf(found.Hash) > 0;
        string? why = isOrphan || _orphans.Count > 0
            ? _orphans.Pop(in found, value)
            : $"it takes back a record of block {found.Number}, and the block itself is not taken back";
        if (why is not null) Fault(StoredCheckNames.Retraction, found.Number, why);
    }

    private void ReportOrphans(string when)
    {
        Fault(
            StoredCheckNames.Retraction, _orphans.Newest,
            string.Create(CultureInfo.InvariantCulture, $"{_orphans.Count} records, the newest of block {_orphans.Newest}, are not taken back {when}, although their blocks are"));
        _orphans.Clear();
    }

    private void Fault(string check, ulong? block, string message) => checker.Fail(new StoredFault(check, block, Place, message));
}
