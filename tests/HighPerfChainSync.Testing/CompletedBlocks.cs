using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Testing;

/// <summary>Notes which blocks of a fetch were complete, in that order.</summary>
public sealed class CompletedBlocks : IFetchedBlocks
{
    /// <summary>Their heights; a block that was fetched again is there again.</summary>
    public List<ulong> Numbers { get; } = [];

    /// <summary>Runs for each when it is complete.</summary>
    public Action<BlockData>? OnBlock { get; init; }

    /// <inheritdoc/>
    public void OnComplete(BlockData block)
    {
        Numbers.Add(block.Header.Number);
        OnBlock?.Invoke(block);
    }
}
