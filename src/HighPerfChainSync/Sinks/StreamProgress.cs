using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Sinks;

/// <summary>How far a stream has been committed.</summary>
/// <param name="Number">Last committed block.</param>
/// <param name="Hash">Its hash.</param>
public sealed record StreamProgress(ulong Number, Hash256 Hash);
