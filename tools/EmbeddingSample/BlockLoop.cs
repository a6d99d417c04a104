using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.EmbeddingSample;

/// <summary>The shortest way: blocks in a loop, in order, fetched ahead, each valid until the next.</summary>
internal static class BlockLoop
{
    public static async Task<int> CountTransfersAsync(StreamOptions options)
    {
        var tokens = new Dictionary<Address, int>();
        int total = 0;
        await foreach (BlockData block in ChainSync.ReadBlocksAsync(options))
        {
            foreach (TokenTransferRecord transfer in block.TokenTransfers.Items)
            {
                tokens[transfer.TokenAddress] = tokens.GetValueOrDefault(transfer.TokenAddress) + 1;
                total++;
            }
        }

        foreach ((Address token, int count) in tokens.OrderByDescending(t => t.Value).Take(3)) Console.WriteLine($"{token}: {count} transfers");
        return total;
    }
}
