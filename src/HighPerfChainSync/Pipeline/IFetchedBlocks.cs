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

    /// <summary>Whether there is room for the blocks of the fetch, or there will be none since the fetch is given up: then nothing waits for it.</summary>
    bool HasRoom => true;

    /// <summary>
    /// Waits until there is room for the blocks of the fetch. A source that says so (<see cref="IBlockSource.WaitsForRoom"/>) does when an answer has begun to
    /// come, before it takes memory for it; there may be none for as long as the sink takes nothing. With room, and when the fetch is given up, it returns at once.
    /// What it returns is to be awaited, to its end and before the next call.
    /// </summary>
    ValueTask WaitForRoomAsync() => ValueTask.CompletedTask;
}
