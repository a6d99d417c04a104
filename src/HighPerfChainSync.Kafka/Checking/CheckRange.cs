namespace HighPerfChainSync.Kafka.Checking;

/// <summary>The blocks that a check covers.</summary>
/// <param name="First">First block, inclusive.</param>
/// <param name="Last">Last block, inclusive.</param>
/// <param name="IsWhole">Whether it begins where the topics do, so that no place has to be searched for.</param>
internal readonly record struct CheckRange(ulong First, ulong Last, bool IsWhole);
