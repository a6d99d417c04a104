using Confluent.Kafka;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>Where a partition ends.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Stable">The last stable offset: nothing from it on is shown to a <c>read_committed</c> consumer.</param>
/// <param name="End">The high watermark, behind the last record.</param>
internal readonly record struct PartitionEnd(TopicPartition Partition, long Stable, long End)
{
    /// <summary>Whether a transaction was open there.</summary>
    public bool IsOpen => Stable < End;
}
