using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.AllocationTests.WholePath;

/// <summary>Takes no note of complete blocks.</summary>
internal sealed class UnobservedBlocks : IFetchedBlocks
{
    public void OnComplete(BlockData block)
    {
    }
}
