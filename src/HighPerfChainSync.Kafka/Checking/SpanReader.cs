using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.Kafka.Checking;

/// <summary>Reads the records of one part of a partition to its end, and waits for a broker that is away.</summary>
/// <remarks>Thread: one at a time.</remarks>
internal sealed class SpanReader(IRecordSource source, PartitionSpan span, CheckPass pass)
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    private bool _isAssigned;

    /// <summary>The next record, valid until the next call; false at the end.</summary>
    /// <exception cref="ChainSyncException">Kafka gives nothing for longer than patience lasts, or refuses.</exception>
    public bool TryNext(out TopicRecord record, CancellationToken cancellationToken)
    {
        record = default;
        if (span.Start >= span.End) return false;
        if (!_isAssigned) source.Assign([new(span.Partition, span.Start)]);
        _isAssigned = true;
        long since = pass.Time.GetTimestamp();
        bool isShort = false;
        while (true)
        {
            switch (source.Read(s_wait, out record))
            {
                case SourceRead.Record when record.Offset >= span.End:
                case SourceRead.End when record.Offset >= span.End:
                    return false;
                case SourceRead.Record:
                    return true;
                case SourceRead.End:
                    isShort = true;
                    break;
                default:
                    if (isShort ? pass.IsTiredOfOpenTransactions() : pass.Time.GetElapsedTime(since) >= pass.Patience) return Stop();
                    break;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The end is not shown: a transaction is open, or nothing comes at all.</summary>
    private bool Stop()
    {
        (long _, long committed) = source.Bounds(span.Partition, CancellationToken.None);
        if (committed >= span.End)
        {
            throw new ChainSyncException(
                ChainSyncError.KafkaUnavailable,
                $"Kafka gave nothing of topic '{span.Partition.Topic}', partition {span.Partition.Partition.Value}, for {pass.Patience.TotalSeconds:F0} s. "
                + "Check that its leader runs and that the address it advertises is reachable.");
        }

        pass.Note($"An open transaction hides what comes from offset {committed} on in partition {span.Partition.Partition.Value} of topic '{span.Partition.Topic}': its writer is at work, or was killed and not started again.");
        return false;
    }
}
