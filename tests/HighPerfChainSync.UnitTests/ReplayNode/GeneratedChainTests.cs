using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class GeneratedChainTests
{
    private static readonly GeneratorOptions s_small = new() { Shape = ChainShape.Small, Blocks = 40, Seed = 5 };

    [Fact]
    public void EqualOptionsGiveEqualChainsInAnyOrderOfReading()
    {
        var forward = new GeneratedChain(s_small);
        var backward = new GeneratedChain(s_small);
        for (ulong i = 0; i < s_small.Blocks; i++)
        {
            ulong other = s_small.Blocks - 1 - i;
            _ = backward.TryGetBlock(other, out _);
            Assert.Equal(Block(forward, i), Block(new GeneratedChain(s_small), i));
        }

        for (ulong i = 0; i < s_small.Blocks; i++) Assert.Equal(Block(forward, i), Block(backward, i));
        Assert.NotEqual(Block(forward, 3), Block(new GeneratedChain(s_small with { Seed = 6 }), 3));
    }

    [Fact]
    public void TheFirstBlockOfTheDefaultSeedNeverChanges()
    {
        // A change here is a change of every generated chain that somebody has measured with.
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        new BlockGenerator(new GeneratorOptions()).Generate(block, 0, default);
        Hash256 hash = block.Header.Hash;
        block.Return();
        Assert.Equal(Hash256.Parse("0x8efa0ae6a0ac05df94eb52c864f3818a58af7d7c4ed2f3f31c564794778ab055"), hash);
    }

    [Fact]
    public void BlocksFollowTheDistributionsOfMainnet()
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        var generator = new BlockGenerator(new GeneratorOptions { Shape = ChainShape.Mainnet });
        var transactions = new List<int>();
        var logs = new List<int>();
        int[] types = new int[5];
        int[] topics = new int[5];
        long input = 0, data = 0, silent = 0;
        for (ulong n = 0; n < 300; n++)
        {
            block.Reset();
            generator.Generate(block, n, default);
            transactions.Add(block.Transactions.Count);
            logs.Add(block.Logs.Count);
            foreach (TransactionRecord transaction in block.Transactions.Items)
            {
                types[transaction.Type]++;
                input += transaction.Input.Length;
                if (transaction.LogCount == 0) silent++;
            }

            foreach (LogRecord log in block.Logs.Items)
            {
                topics[log.TopicCount]++;
                data += log.Data.Length;
            }
        }

        block.Return();
        transactions.Sort();
        logs.Sort();
        Assert.InRange(transactions[150], 140, 175);
        Assert.InRange(transactions[^1], 350, 512);
        Assert.InRange(logs[150], 210, 265);
        Assert.InRange(100.0 * silent / transactions.Sum(), 36, 42);
        Assert.InRange((double)input / transactions.Sum(), 245, 300);
        Assert.InRange((double)data / logs.Sum(), 46, 58);
        Assert.All(types, count => Assert.True(count > 0));
        Assert.All(topics, count => Assert.True(count > 0));
    }

    [Fact]
    public void CreatedAddressesAndBloomsAreRight()
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        var generator = new BlockGenerator(new GeneratorOptions { Shape = ChainShape.Mainnet });
        var hasher = new BlockHasher();
        Span<byte> bloom = stackalloc byte[LogsBloom.Length];
        int creations = 0;
        for (ulong n = 0; n < 20; n++)
        {
            block.Reset();
            generator.Generate(block, n, default);
            BlockHasher.ComputeBloom(block, bloom);
            Assert.True(bloom.SequenceEqual(block.Arena.GetSpan(block.Header.LogsBloom)));
            foreach (TransactionRecord transaction in block.Transactions.Items)
            {
                if (!transaction.Has(TransactionFields.ContractAddress)) continue;
                Assert.Equal(hasher.ComputeCreatedAddress(transaction.From, transaction.Nonce), transaction.ContractAddress);
                creations++;
            }
        }

        block.Return();
        Assert.True(creations > 0);
    }

    [Fact]
    public void BlocksAndTransactionsAreFoundByHash()
    {
        var chain = new GeneratedChain(s_small with { First = 1000 });
        Assert.False(chain.TryGetBlock(999, out _));
        Assert.False(chain.TryGetBlock(1040, out _));
        using System.Text.Json.JsonDocument block = System.Text.Json.JsonDocument.Parse(Block(chain, 1010));
        Assert.True(chain.TryFindBlock(Hash256.Parse(block.RootElement.GetProperty("hash").GetString()), out ulong number));
        Assert.Equal(1010UL, number);
        int index = 0;
        foreach (System.Text.Json.JsonElement transaction in block.RootElement.GetProperty("transactions").EnumerateArray())
        {
            Assert.True(chain.TryFindTransaction(Hash256.Parse(transaction.GetProperty("hash").GetString()), out number, out int found));
            Assert.Equal((1010UL, index++), (number, found));
        }

        Assert.True(index > 0);
        Assert.False(chain.TryFindBlock(default, out _));
        Assert.False(chain.TryFindTransaction(default, out _, out _));
    }

    [Fact]
    public void ParentHashesLink()
    {
        var chain = new GeneratedChain(s_small with { Shape = ChainShape.Tiny, Blocks = 300 });
        string parent = Hash256Text(default);
        for (ulong n = 0; n < 300; n++)
        {
            using System.Text.Json.JsonDocument block = System.Text.Json.JsonDocument.Parse(Block(chain, n));
            Assert.Equal(parent, block.RootElement.GetProperty("parentHash").GetString());
            parent = block.RootElement.GetProperty("hash").GetString()!;
        }
    }

    private static string Hash256Text(Hash256 hash) => hash.ToString();

    private static string Block(ReplayChain chain, ulong number)
    {
        Assert.True(chain.TryGetBlock(number, out ReplayAnswer? block));
        Assert.True(chain.TryGetReceipts(number, out ReplayAnswer? receipts));
        Assert.Equal(receipts.Length, receipts.ToMemory().Length);
        return TextEncoding.UTF8.GetString(block.ToMemory().Span);
    }
}
