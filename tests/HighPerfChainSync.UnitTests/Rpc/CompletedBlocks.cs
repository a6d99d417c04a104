using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Notes which blocks of a fetch were complete, in that order, and gives their records back at once, as a stream does.</summary>
internal sealed class CompletedBlocks : IFetchedBlocks
{
    private readonly Dictionary<ulong, ulong[]> _gasUsed = [];

    /// <summary>Their heights; a block that was fetched again is there again.</summary>
    public List<ulong> Numbers { get; } = [];

    /// <summary>Runs for each when it is complete, before its records are given back.</summary>
    public Action<BlockData>? OnBlock { get; init; }

    /// <summary>The gas that each transaction of a block has used, as it was when the block was last complete.</summary>
    public IReadOnlyList<ulong> GasUsed(ulong number) => _gasUsed[number];

    /// <inheritdoc/>
    public void OnComplete(BlockData block)
    {
        OnBlock?.Invoke(block);
        Numbers.Add(block.Header.Number);
        var gas = new ulong[block.Transactions.Count];
        for (int i = 0; i < gas.Length; i++) gas[i] = block.Transactions[i].GasUsed;
        _gasUsed[block.Header.Number] = gas;
        block.GiveBackRecords();
    }
}
