using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>The block that a record belongs to.</summary>
/// <param name="Number">Its height.</param>
/// <param name="Hash">Its hash, or null when the record does not say.</param>
/// <param name="IsRemoved">Whether the record takes one of this block back.</param>
internal readonly record struct BlockMark(ulong Number, Hash256? Hash = null, bool IsRemoved = false);
