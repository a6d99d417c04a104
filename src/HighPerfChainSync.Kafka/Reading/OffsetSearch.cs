using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Finds offsets in one partition by reading records: commit markers carry the broker's clock, so <c>offsetsForTimes</c> cannot.</summary>
/// <remarks>
/// Blocks ascend, so a binary search needs about as many reads as the number of offsets has bits. An offset may hold no record (a marker, an aborted
/// or a compacted record): then the next one that does stands for it. A reorganisation goes down and up again, so there can be several places where the
/// records rise to a block; the search ends at one of them, and each is right for a reader who applies retractions and leaves out what is of earlier
/// blocks: retractions go down, so a rise is never among them, and a branch that begins at the place or behind it is taken back behind it, if at all.
/// </remarks>
internal sealed class OffsetSearch(IRecordSource source, TimeSpan patience, TimeProvider time)
{
    private const int MaxUnreadable = 100_000;
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    private int _unreadable;

    private enum Order
    {
        ByBlock,
        ByTime,
    }

    /// <summary>Places that were read so far.</summary>
    public int Probes { get; private set; }

    /// <summary>An offset with a record of an earlier block before it, if there is any, and one of this block or a later one at it or behind it, if any stands.</summary>
    public long FindBlock(TopicPartition partition, long low, long end, ulong block, CancellationToken cancellationToken) =>
        Find(partition, low, end, Order.ByBlock, block, cancellationToken);

    /// <summary>The same for the time of the block that a record belongs to, Unix seconds.</summary>
    public long FindTime(TopicPartition partition, long low, long end, ulong seconds, CancellationToken cancellationToken) =>
        Find(partition, low, end, Order.ByTime, seconds, cancellationToken);

    /// <summary>The offset of the last record but <paramref name="count"/> - 1 before the end; the lowest offset when there are fewer.</summary>
    public long FindLast(TopicPartition partition, long low, long end, long count, CancellationToken cancellationToken)
    {
        var last = new Queue<long>();
        foreach (long start in Windows(low, end, count))
        {
            last.Clear();
            source.Assign([new TopicPartitionOffset(partition, start)]);
            while (TryNext(end, partition, cancellationToken, out TopicRecord record))
            {
                if (last.Count == count) last.Dequeue();
                last.Enqueue(record.Offset);
            }

            if (last.Count == count) return last.Peek();
        }

        return low;
    }

    /// <summary>The block of the last record of [low, end), or null where it does not say one, or there is none.</summary>
    public BlockMark? LastMark(TopicPartition partition, long low, long end, CancellationToken cancellationToken)
    {
        foreach (long start in Windows(low, end, 1))
        {
            bool isFound = false;
            BlockMark? mark = null;
            source.Assign([new TopicPartitionOffset(partition, start)]);
            while (TryNext(end, partition, cancellationToken, out TopicRecord record))
            {
                isFound = true;
                mark = TryRead(record, out RecordFields fields) && fields.Number is not null ? MarkOf(fields) : null;
            }

            if (isFound) return mark;
        }

        return null;
    }

    /// <summary>Where to begin to read for the last records before the end, each further away from it than the one before.</summary>
    private static IEnumerable<long> Windows(long low, long end, long count)
    {
        long start = end;
        for (long window = Math.Max(count, 16); start > low; window *= 4)
        {
            start = Math.Max(low, end - Math.Min(window, end));
            yield return start;
        }
    }

    /// <summary>The block of the first record of [from, end) that says one, or null.</summary>
    public BlockMark? FirstMark(TopicPartition partition, long from, long end, CancellationToken cancellationToken) =>
        Probe(partition, from, end, Order.ByBlock, cancellationToken)?.Mark;

    private long Find(TopicPartition partition, long low, long end, Order order, ulong target, CancellationToken cancellationToken)
    {
        long first = low;
        long behind = end;
        while (first < behind)
        {
            long middle = first + ((behind - first) / 2);
            if (Probe(partition, middle, behind, order, cancellationToken) is { } found && found.Value < target) first = found.Offset + 1;
            else behind = middle;
        }

        return first;
    }

    /// <summary>The first record of [from, behind) that says where it belongs, or null.</summary>
    private (long Offset, ulong Value, BlockMark Mark)? Probe(TopicPartition partition, long from, long behind, Order order, CancellationToken cancellationToken)
    {
        Probes++;
        source.Assign([new TopicPartitionOffset(partition, from)]);
        while (TryNext(behind, partition, cancellationToken, out TopicRecord record))
        {
            if (TryRead(record, out RecordFields fields) && (order == Order.ByBlock ? fields.Number : fields.Time) is { } number)
                return (record.Offset, number, MarkOf(fields));

            if (++_unreadable <= MaxUnreadable) continue;
            throw new ChainSyncException(
                ChainSyncError.KafkaTopic,
                $"Topic '{partition.Topic}' cannot be searched: around offset {record.Offset} of partition {partition.Partition.Value} its records "
                + $"have no block {(order == Order.ByBlock ? "number" : "time")}. Begin at an offset instead.");
        }

        return null;
    }

    private static bool TryRead(in TopicRecord record, out RecordFields fields)
    {
        fields = default;
        return record.Value is { } value && RecordScan.TryRead(value.Span, out fields);
    }

    private static BlockMark MarkOf(in RecordFields fields) => new(fields.Number ?? 0, fields.BlockHash, fields.IsRemoved);

    private bool TryNext(long behind, TopicPartition partition, CancellationToken cancellationToken, out TopicRecord record)
    {
        long start = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (source.Read(s_wait, out record))
            {
                case SourceRead.Record: return record.Offset < behind;
                case SourceRead.End: return false;
            }

            if (time.GetElapsedTime(start) < patience) continue;
            throw new ChainSyncException(
                ChainSyncError.KafkaUnavailable,
                $"Kafka gave nothing of topic '{partition.Topic}', partition {partition.Partition.Value}, for {patience.TotalSeconds:F0} s. "
                + "Check that its leader runs and that the address it advertises is reachable.");
        }
    }
}
