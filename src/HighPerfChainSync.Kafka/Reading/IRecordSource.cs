using Confluent.Kafka;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Committed records of partitions that are assigned by hand.</summary>
/// <remarks>Thread: one at a time.</remarks>
internal interface IRecordSource : IDisposable
{
    /// <summary>The oldest offset that is kept, and the offset from which on nothing is committed yet.</summary>
    (long Low, long End) Bounds(TopicPartition partition, CancellationToken cancellationToken);

    /// <summary>Reads these partitions from now on, each from the first record at its offset or behind it.</summary>
    void Assign(IReadOnlyList<TopicPartitionOffset> positions);

    /// <summary>Takes the next record or the next end of a partition.</summary>
    /// <param name="wait">How long it may take.</param>
    /// <param name="record">A record, valid until the next call; for an end, topic, partition and offset alone.</param>
    SourceRead Read(TimeSpan wait, out TopicRecord record);
}
