using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>Stands at the next record of one partition that the audit of all topics together has to place.</summary>
internal sealed class AuditCursor(IRecordSource source, TopicFindings findings, int topic, int partition, long end, AuditPass pass)
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    private readonly PartitionAudit _audit = new(findings, pass.Window);
    private bool _isLater;
    private AuditedRecord _head;

    /// <summary>The record that it stands at.</summary>
    public ref readonly AuditedRecord Head => ref _head;

    /// <summary>Goes on to the next record in order; what is not is a fault already.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="ChainSyncException">Kafka gives nothing for longer than patience lasts, or refuses.</exception>
    public bool Advance(CancellationToken cancellationToken)
    {
        long since = pass.Time.GetTimestamp();
        bool isShort = false;
        while (true)
        {
            switch (source.Read(s_wait, out TopicRecord record))
            {
                case SourceRead.Record when record.Offset >= end:
                case SourceRead.End when record.Offset >= end:
                    _audit.Complete();
                    return false;
                case SourceRead.Record:
                    since = pass.Time.GetTimestamp();
                    isShort = false;
                    if (Take(in record)) return true;
                    break;
                case SourceRead.End:
                    isShort = true;
                    break;
                default:
                    if (isShort ? pass.IsTiredOfOpenTransactions() : pass.IsTired(since)) return Stop();
                    break;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private bool Take(in TopicRecord record)
    {
        pass.Records++;
        if (!AuditedRecord.TryTake(in record, topic, out _head, out string why))
        {
            findings.Records++;
            findings.Counted++;
            findings.Add(new AuditFault(
                AuditFaultKind.Foreign, findings.Topic, partition, record.Offset, null, "not a record of this program: " + why));
            return false;
        }

        if (_isLater || pass.Goal?.IsLater(in _head) == true)
        {
            // Of a height that can come again after a retraction: whatever follows is later too.
            _isLater |= _head.IsRemoved;
            pass.AddLater(in _head);
            return false;
        }

        // Behind the progress and of a record that stands: no reorganisation wrote that.
        if (pass.Goal is { IsExact: true } goal && !_head.IsRemoved && goal.IsBehind(_head.Number) && _audit.Knows(_head.Id))
        {
            pass.AddLater(in _head);
            return false;
        }

        findings.Records++;
        if (_head.Number >= (pass.Goal?.FirstOf(findings.Topic) ?? 0)) findings.Counted++;
        return _audit.Accept(in _head);
    }

    /// <summary>The end is not shown: a transaction is open, or nothing comes at all.</summary>
    private bool Stop()
    {
        (long _, long committed) = source.Bounds(new(findings.Topic, partition), CancellationToken.None);
        if (committed >= end)
        {
            throw new ChainSyncException(
                ChainSyncError.KafkaUnavailable,
                $"Kafka gave nothing of topic '{findings.Topic}', partition {partition}, for {pass.Patience.TotalSeconds:F0} s. "
                + "Check that its leader runs and that the address it advertises is reachable.");
        }

        pass.Note($"An open transaction hides what comes from offset {committed} on in partition {partition} of topic '{findings.Topic}': its writer is at work, or was killed and not started again.");
        return false;
    }
}
