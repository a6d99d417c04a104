using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;

namespace HighPerfChainSync.Embedding;

/// <summary>How a stream has ended.</summary>
/// <param name="Options">Which stream.</param>
/// <param name="Status">What it had done.</param>
/// <param name="Error">Why it ended early; null after its last block or an orderly stop.</param>
public sealed record StreamResult(StreamOptions Options, StreamStatus Status, Exception? Error)
{
    /// <summary>Whether it ended as it should.</summary>
    public bool Succeeded => Error is null;
}
