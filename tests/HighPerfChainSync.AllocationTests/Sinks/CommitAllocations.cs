using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.AllocationTests.Sinks;

/// <summary>What commits of one block each allocate.</summary>
internal static class CommitAllocations
{
    /// <summary>Makes the blocks, then writes and commits each alone.</summary>
    /// <param name="sink">Opened already.</param>
    /// <param name="pool">Where the blocks are rented.</param>
    /// <param name="first">Height of the first block.</param>
    /// <param name="commits">Number of blocks.</param>
    /// <param name="transactions">Transactions, and logs, of each block.</param>
    /// <returns>Bytes that the whole process has allocated while they were written and committed.</returns>
    public static async Task<long> CountAsync(IBlockSink sink, BlockDataPool pool, ulong first, int commits, int transactions)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        var blocks = new BlockData[commits];
        for (int i = 0; i < commits; i++) blocks[i] = EncodedBlocks.Make(pool, first + (ulong)i, transactions);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        foreach (BlockData block in blocks)
        {
            await sink.WriteAsync(block, cancellation);
            await sink.CommitAsync(cancellation);
        }

        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        foreach (BlockData block in blocks) block.Return();
        return bytes;
    }
}
