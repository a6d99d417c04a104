using Confluent.Kafka;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka.Retracting;

/// <summary>Reads records that are to be taken back, a piece at a time, and makes their retractions.</summary>
/// <remarks>Thread: one at a time.</remarks>
internal sealed class RetractionReader(IRecordSource source, ulong ancestor, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    /// <summary>Puts the retractions of the records [from, to) of a partition into an arena, in the order in which the records lie there.</summary>
    /// <exception cref="ChainSyncException">A record is not there any more, or Kafka gives nothing.</exception>
    public void Read(PartitionRetraction partition, int from, int to, EncodedBlock arena, List<TakenRecord> taken, CancellationToken cancellationToken)
    {
        StandingRecords standing = partition.Standing;
        source.Assign([new TopicPartitionOffset(partition.Partition, standing[from].Offset)]);
        long since = time.GetTimestamp();
        for (int next = from; next < to;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            long wanted = standing[next].Offset;
            SourceRead read = source.Read(s_wait, out TopicRecord record);
            if (read == SourceRead.Nothing)
            {
                if (time.GetElapsedTime(since) < patience) continue;
                throw new ChainSyncException(
                    ChainSyncError.KafkaUnavailable,
                    $"Kafka gave nothing of topic '{partition.Partition.Topic}', partition {partition.Partition.Partition.Value}, for {patience.TotalSeconds:F0} s.");
            }

            since = time.GetTimestamp();
            if (record.Offset > wanted) throw RetractionFaults.Gone(partition.Partition, record.Offset, ancestor);
            if (read == SourceRead.End || record.Offset < wanted) continue;
            taken.Add(Take(partition, next, in record, arena));
            next++;
        }
    }

    private static TakenRecord Take(PartitionRetraction partition, int index, in TopicRecord record, EncodedBlock arena)
    {
        ulong number = partition.Standing.BlockOf(index).Number;
        ReadOnlySpan<byte> key = record.Key is { } bytes ? bytes.Span : default;
        ReadOnlySpan<byte> value = record.Value is { } text ? text.Span : default;
        byte[]? header = null;
        _ = record.Headers?.TryGetLastBytes(VerificationHeaders.NameText, out header);
        int before = key.Length + (header?.Length ?? 0);
        Span<byte> place = arena.BeginRecord(before + value.Length + RemovedMark.MaxGrowth);
        key.CopyTo(place);
        header?.CopyTo(place[key.Length..]);
        int length = RemovedMark.Add(value, place[before..]);
        arena.EndRecord(Entity.Block, before + length);
        return length == 0
            ? throw RetractionFaults.Foreign(partition.Partition, record.Offset, $"a record of block {number} has no item_id")
            : new TakenRecord(arena.Records[^1], key.Length, before - key.Length, record.TimestampMs, number);
    }
}
