using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Sinks;

/// <summary>How far a stream has been committed.</summary>
/// <param name="Number">Last committed block.</param>
/// <param name="Hash">Its hash.</param>
public sealed record StreamProgress(ulong Number, Hash256 Hash)
{
    /// <summary>Hashes of the newest committed blocks, ascending; the last is <see cref="Hash"/>. Empty when the sink keeps none.</summary>
    public IReadOnlyList<Hash256> Recent { get; init; } = [];

    /// <summary>
    /// An early block of the stream, which the node must have with the same hash, so that it is the same chain; null when the sink has
    /// compared the hash of block 0.
    /// </summary>
    public StreamProgress? Anchor { get; init; }
}
