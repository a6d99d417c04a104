using HighPerfChainSync.Primitives;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Pipeline;

/// <summary>A reorganisation that takes back committed blocks: where the branches part, and what makes it whole.</summary>
/// <param name="Ancestor">The last block that both branches have.</param>
/// <param name="Left">The last committed block, of the branch that is left.</param>
/// <param name="Target">Height up to which the new branch must be there before anything is taken back: at least as high as what was committed, or the last block wanted.</param>
/// <param name="Found">What the node has at the height of <paramref name="Left"/>.</param>
internal sealed record Rewind(StreamProgress Ancestor, StreamProgress Left, ulong Target, Hash256 Found)
{
    /// <summary>Committed blocks that are taken back.</summary>
    public ulong Depth => Left.Number - Ancestor.Number;
}
