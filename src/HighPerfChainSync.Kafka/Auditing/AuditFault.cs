namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>One fault, where it can be seen.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Topic">The topic that it counts for.</param>
/// <param name="Partition">The partition, or null when it is of the topic as a whole.</param>
/// <param name="Offset">The offset of the record that shows it, or null.</param>
/// <param name="Block">The block, or null.</param>
/// <param name="Message">What is wrong.</param>
public sealed record AuditFault(AuditFaultKind Kind, string Topic, int? Partition, long? Offset, ulong? Block, string Message);
