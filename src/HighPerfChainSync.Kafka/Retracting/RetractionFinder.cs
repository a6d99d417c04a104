using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka.Retracting;

/// <summary>Finds what stands above a height at the ends of partitions, by reading them back.</summary>
/// <remarks>
/// Kafka is the source: after a restart, or when no node has the orphaned blocks any more, nothing else knows what was sent. The end of a partition is read
/// forward and netted as a stack. It has been read from far enough back when it holds a record of the height or below, or begins with the partition; until
/// then it is read again from four times as far, so that no more than about five times what is taken back is read. A retraction whose record lies before
/// the beginning finds the stack empty and changes nothing.
/// </remarks>
internal sealed class RetractionFinder(IRecordSource source, TimeSpan patience, TimeProvider time)
{
    private const int Growth = 4;
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    private long _standing;

    /// <summary>How many offsets of each partition are read at first.</summary>
    public long FirstSuffix { get; init; } = 1_000;

    /// <summary>The most records that may stand in what is read, 16 bytes each.</summary>
    public long MaxRecords { get; init; } = 16 << 20;

    /// <summary>Whether what has been deleted is left out, instead of a fault.</summary>
    public bool TakesWhatThereIs { get; init; }

    /// <summary>Reads these partitions and says from which record on each is above the height.</summary>
    /// <exception cref="ChainSyncException">Records are gone, or not as this stream writes them; or Kafka gives nothing.</exception>
    public void Find(IReadOnlyList<PartitionRetraction> partitions, ulong ancestor, CancellationToken cancellationToken)
    {
        foreach (PartitionRetraction partition in partitions)
        {
            (partition.Low, partition.End) = source.Bounds(partition.Partition, cancellationToken);
            partition.IsFound = false;
        }

        bool all = false;
        for (long suffix = FirstSuffix; !all; suffix *= Growth)
        {
            Read(partitions, suffix, ancestor, cancellationToken);
            all = true;
            foreach (PartitionRetraction partition in partitions) all &= partition.IsFound || Suffices(partition, ancestor);
        }
    }

    private bool Suffices(PartitionRetraction partition, ulong ancestor)
    {
        partition.First = partition.Standing.FirstAbove(ancestor);
        // Blocks ascend: what stands above the height lies behind what stands at it or below.
        partition.IsFound = partition.First > 0 || partition.Start == 0 || (TakesWhatThereIs && partition.Start == partition.Low);
        if (!partition.IsFound && partition.Start == partition.Low) throw RetractionFaults.Gone(partition.Partition, partition.Low, ancestor);
        return partition.IsFound;
    }

    private void Read(IReadOnlyList<PartitionRetraction> partitions, long suffix, ulong ancestor, CancellationToken cancellationToken)
    {
        var positions = new List<TopicPartitionOffset>();
        foreach (PartitionRetraction partition in partitions)
        {
            if (partition.IsFound) continue;
            _standing -= partition.Standing.Count;
            partition.Standing.Clear();
            partition.Start = Math.Max(partition.Low, partition.End - Math.Min(suffix, partition.End));
            partition.IsAtEnd = partition.Start >= partition.End;
            if (!partition.IsAtEnd) positions.Add(new TopicPartitionOffset(partition.Partition, partition.Start));
        }

        if (positions.Count == 0) return;
        source.Assign(positions);
        int left = positions.Count;
        PartitionRetraction at = partitions[0];
        long since = time.GetTimestamp();
        while (left > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SourceRead read = source.Read(s_wait, out TopicRecord record);
            if (read == SourceRead.Nothing)
            {
                if (time.GetElapsedTime(since) >= patience) throw Silent(positions[0].TopicPartition);
                continue;
            }

            since = time.GetTimestamp();
            if (!IsOf(at, in record)) at = Find(partitions, in record);
            if (at.IsAtEnd) continue;
            if (record.Offset >= at.End)
            {
                at.IsAtEnd = true;
                left--;
            }
            else if (read == SourceRead.Record)
            {
                Take(at, in record, ancestor);
            }
        }
    }

    /// <summary>Nets one record. What has no block, hash and id is none of ours.</summary>
    private void Take(PartitionRetraction partition, in TopicRecord record, ulong ancestor)
    {
        if (record.Value is not { } value || !RecordScan.TryRead(value.Span, out RecordFields fields)) return;
        if (fields is not { Number: { } number, BlockHash: { } hash, Id: { } id, Entity: { } entity }) return;
        uint tag = ((uint)id & ~1u) | (entity == Entity.Block ? 1u : 0);
        StandingRecords standing = partition.Standing;
        if (fields.IsRemoved)
        {
            if (standing.Count == 0) return;
            if (!standing.TryPop(number, in hash, tag))
                throw RetractionFaults.Foreign(partition.Partition, record.Offset, $"a record of block {number} is taken back that is not the newest");
            _standing--;
            return;
        }

        if (standing.Count > 0 && standing.Blocks[^1] is { } newest && newest.Number > ancestor
            && (number < newest.Number || (number == newest.Number && hash != newest.Hash)))
        {
            throw RetractionFaults.Foreign(partition.Partition, record.Offset, $"a record of block {number} ({hash}) stands behind one of block {newest.Number} ({newest.Hash})");
        }

        standing.Push(number, in hash, new StandingRecord(record.Offset, value.Length, tag));
        if (++_standing > MaxRecords) throw RetractionFaults.TooMany(ancestor, MaxRecords);
    }

    private static bool IsOf(PartitionRetraction partition, in TopicRecord record) =>
        partition.Partition.Partition.Value == record.Partition && partition.Partition.Topic == record.Topic;

    private static PartitionRetraction Find(IReadOnlyList<PartitionRetraction> partitions, in TopicRecord record)
    {
        foreach (PartitionRetraction partition in partitions)
        {
            if (IsOf(partition, in record)) return partition;
        }

        throw new InvalidOperationException($"A record of topic '{record.Topic}', partition {record.Partition}, was not asked for.");
    }

    private ChainSyncException Silent(TopicPartition partition) => new(
        ChainSyncError.KafkaUnavailable,
        $"Kafka gave nothing of topic '{partition.Topic}', partition {partition.Partition.Value}, for {patience.TotalSeconds:F0} s. "
        + "Check that its leader runs and that the address it advertises is reachable.");
}
