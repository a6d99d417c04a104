using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Kafka.Retracting;

/// <summary>The records of one block among those that stand in a partition.</summary>
/// <param name="Number">Its height.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="First">Index of the first of its records; they end where those of the next block begin.</param>
internal readonly record struct StandingBlock(ulong Number, Hash256 Hash, int First);
