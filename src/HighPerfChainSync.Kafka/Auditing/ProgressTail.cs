using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>Reads the last committed progress without waiting for transactions that are open.</summary>
internal sealed class ProgressTail(IRecordSource source, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    /// <summary>The last progress in a topic.</summary>
    /// <param name="topic">The progress topic.</param>
    /// <param name="stream">The stream, or null for the one that wrote last.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="ChainSyncException">The record is not a progress, or Kafka gives nothing.</exception>
    public ProgressRecord? Read(string topic, string? stream, CancellationToken cancellationToken)
    {
        var partition = new TopicPartition(topic, 0);
        (long low, long end) = source.Bounds(partition, cancellationToken);
        for (long window = 64; ; window *= 8)
        {
            long start = Math.Max(low, end - Math.Min(window, end));
            if (start >= end) return null;
            source.Assign([new TopicPartitionOffset(partition, start)]);
            if (FindLast(topic, stream, end, cancellationToken) is { } value) return ProgressCodec.Read(value, topic);
            if (start == low) return null;
        }
    }

    private byte[]? FindLast(string topic, string? stream, long end, CancellationToken cancellationToken)
    {
        byte[]? last = null;
        long since = time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (source.Read(s_wait, out TopicRecord record))
            {
                case SourceRead.End:
                case SourceRead.Record when record.Offset >= end:
                    return last;
                case SourceRead.Record:
                    since = time.GetTimestamp();
                    if (record.Value is { Length: > 0 } value && IsOf(in record, stream)) last = value.ToArray();
                    break;
                default:
                    if (time.GetElapsedTime(since) < patience) break;
                    throw new ChainSyncException(
                        ChainSyncError.KafkaUnavailable,
                        $"Kafka gave nothing of topic '{topic}' for {patience.TotalSeconds:F0} s. Check that its leader runs and can be reached.");
            }
        }
    }

    private static bool IsOf(in TopicRecord record, string? stream) =>
        stream is null || (record.Key is { } key && key.Span.SequenceEqual(TextEncoding.UTF8.GetBytes(stream)));
}
