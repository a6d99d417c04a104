using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Chain;

/// <summary>What a node says about the end of its chain.</summary>
/// <param name="Number">Height of the newest block.</param>
/// <param name="Hash">Its hash.</param>
/// <param name="Timestamp">Its time, Unix seconds.</param>
public readonly record struct ChainHead(ulong Number, Hash256 Hash, ulong Timestamp);
