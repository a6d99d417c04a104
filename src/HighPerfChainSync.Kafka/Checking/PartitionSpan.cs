using Confluent.Kafka;

namespace HighPerfChainSync.Kafka.Checking;

/// <summary>The part of a partition that a check reads.</summary>
/// <param name="Partition">The partition.</param>
/// <param name="Start">First offset.</param>
/// <param name="End">The offset behind the last.</param>
internal readonly record struct PartitionSpan(TopicPartition Partition, long Start, long End);
