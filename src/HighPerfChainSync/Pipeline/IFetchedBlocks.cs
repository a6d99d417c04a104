using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>Takes note of the blocks of a fetch, each as soon as it is complete.</summary>
/// <remarks>Thread: that of the fetch, one call at a time.</remarks>
public interface IFetchedBlocks
{
    /// <summary>
    /// A block has been filled, joined and checked, while others of the fetch may still be under way. The source does not read its records any more, and
    /// touches it again only to fill it anew, from <see cref="BlockData.Reset"/> on: then it is complete a second time.
    /// </summary>
    void OnComplete(BlockData block);
}
