using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Verification;

/// <summary>The blocks that are waited for because they stay wrong. The lowest is shown: it is what holds the stream up.</summary>
/// <remarks>As many at most as are fetched at once. Thread: any.</remarks>
internal sealed class WrongBlocks(StreamStatus status)
{
    private readonly SortedDictionary<ulong, WrongBlock> _blocks = [];

    /// <summary>Notes a block that is waited for.</summary>
    internal void Add(WrongBlock block)
    {
        lock (_blocks)
        {
            _blocks[block.Number] = block;
            Show();
        }
    }

    /// <summary>Notes that a block is right, or is not asked for any more.</summary>
    internal void Remove(ulong number)
    {
        if (status.WrongBlocks == 0) return;
        lock (_blocks)
        {
            if (_blocks.Remove(number)) Show();
        }
    }

    private void Show()
    {
        WrongBlock? lowest = null;
        foreach (WrongBlock block in _blocks.Values)
        {
            lowest = block;
            break;
        }

        status.SetWrong(_blocks.Count, lowest);
    }
}
