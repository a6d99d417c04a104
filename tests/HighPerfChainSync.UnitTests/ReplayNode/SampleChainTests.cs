using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Recording;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class SampleChainTests
{
    [Fact]
    public void TheShippedChainIsServedAndVerifies()
    {
        RecordedChain chain = RecordedChain.Load(SampleChain.Open(), "sample");
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        var decoder = new BlockDecoder(new UnknownFields());
        var hasher = new BlockHasher();
        var failures = new List<string>();
        Hash256? parent = null;
        for (ulong n = chain.First; n <= chain.Last; n++)
        {
            Decode(chain, n, decoder, block);
            ref readonly BlockHeader header = ref block.Header;
            if (parent is not null && header.ParentHash != parent) failures.Add($"{n}: parent");
            bool hasBlobs = false;
            foreach (ref readonly TransactionRecord transaction in block.Transactions.Items)
            {
                hasBlobs |= transaction.Type == TransactionType.Blob;
                if (transaction.Hash != hasher.ComputeTransactionHash(block, in transaction)) failures.Add($"{n}: transaction {transaction.Index}");
            }

            // The recorded node puts blob transactions into its trie as they travel, with their blobs: that root is nobody else's.
            bool rootHolds = header.TransactionsRoot == hasher.HashTransactions(block, out _);
            if (rootHolds == hasBlobs) failures.Add($"{n}: transactions");
            if (header.ReceiptsRoot != hasher.ComputeReceiptsRoot(block)) failures.Add($"{n}: receipts");
            if (header.Hash != hasher.ComputeHash(block, out _)) failures.Add($"{n}: hash");
            if (!chain.TryGetVerbatim("trace_block", TextEncoding.ASCII.GetBytes($"[\"0x{n:x}\"]"), out _, out _)) failures.Add($"{n}: trace");
            parent = header.Hash;
        }

        block.Return();
        Assert.Empty(failures);
    }

    private static void Decode(RecordedChain chain, ulong number, BlockDecoder decoder, BlockData block)
    {
        Assert.True(chain.TryGetBlock(number, out ReplayAnswer? answer));
        Assert.True(chain.TryGetReceipts(number, out ReplayAnswer? receipts));
        decoder.DecodeBlock(new(answer.ToMemory()), block);
        decoder.DecodeReceipts(new(receipts.ToMemory()), block);
        decoder.Complete(block);
    }
}
