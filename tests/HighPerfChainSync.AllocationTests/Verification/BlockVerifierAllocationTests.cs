using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.AllocationTests.Verification;

public sealed class BlockVerifierAllocationTests
{
    private const int WarmUp = 3;

    [Fact]
    public void A_block_is_verified_without_allocating()
    {
        var chain = new GeneratedChain(new GeneratorOptions { Blocks = 4, Shape = ChainShape.Mainnet });
        Measure(chain, VerificationLevel.Roots, hasBlooms: true);
    }

    [Fact]
    public void Filters_are_computed_without_allocating()
    {
        var chain = new GeneratedChain(new GeneratorOptions { Blocks = 4, Shape = ChainShape.Mainnet });
        Measure(chain, VerificationLevel.Roots, hasBlooms: false);
    }

    [Fact]
    public void Senders_are_recovered_without_allocating() =>
        Measure(WChain.Build(SharedData.RequireChainData(), 2), VerificationLevel.Senders, hasBlooms: true);

    private static void Measure(ReplayChain chain, VerificationLevel level, bool hasBlooms)
    {
        using var pool = new BlockDataPool();
        var verifier = new BlockVerifier(new VerificationOptions { Level = level }, ChainProfiles.Of(chain.ChainId));
        List<BlockData> blocks = Decode(chain, pool);
        foreach (BlockData block in blocks)
        {
            foreach (ref TransactionRecord transaction in block.Transactions.Items)
            {
                if (!hasBlooms) transaction.Present &= ~TransactionFields.ReceiptBloom;
            }
        }

        for (int i = 0; i < WarmUp; i++)
        {
            foreach (BlockData block in blocks)
            {
                BlockVerdict verdict = verifier.Verify(block);
                Assert.True(verdict.IsGood, verdict.Detail);
                Assert.Equal(hasBlooms, verdict.Passed.Contains(BlockCheck.ReceiptBloom));
                Assert.True(verdict.Passed.Contains(BlockCheck.ReceiptsRoot) && verdict.Passed.Contains(BlockCheck.LogsBloom));
            }
        }

        long allocated = Allocations.Least(() =>
        {
            foreach (BlockData block in blocks) verifier.Verify(block);
        });
        foreach (BlockData block in blocks) block.Return();
        Assert.Equal(0, allocated);
    }

    private static List<BlockData> Decode(ReplayChain chain, BlockDataPool pool)
    {
        var blocks = new List<BlockData>();
        var decoder = new BlockDecoder(new UnknownFields());
        for (ulong number = chain.First; number <= chain.Last; number++)
        {
            BlockData block = pool.Rent("test");
            Assert.True(chain.TryGetBlock(number, out ReplayAnswer? header));
            Assert.True(chain.TryGetReceipts(number, out ReplayAnswer? receipts));
            decoder.DecodeBlock(new(header.ToMemory()), block);
            decoder.DecodeReceipts(new(receipts.ToMemory()), block);
            decoder.Complete(block);
            blocks.Add(block);
        }

        return blocks;
    }
}
