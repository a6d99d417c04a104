using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Records;

public sealed class BlockDataPoolTests
{
    [Fact]
    public void A_block_comes_back_empty_and_is_used_again()
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("first");
        Fill(block);
        Assert.True(block.FootprintBytes > 0);
        block.Return();
        BlockData again = pool.Rent("second");
        Assert.Same(block, again);
        Assert.Equal(0UL, again.Header.Number);
        Assert.Equal(0, again.Transactions.Count);
        Assert.Equal(0, again.Logs.Count);
        Assert.Equal(0, again.Arena.Length);
        Assert.Equal(0, again.Encoded.Records.Length);
        Assert.Equal(BlockFindings.None, again.Findings);
        Assert.Equal(0, again.SourceBytes);
        Assert.Equal(0, again.ChargedBytes);
        again.Return();
    }

    [Fact]
    public void A_block_is_returned_once()
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        block.Return();
        Assert.Throws<InvalidOperationException>(block.Return);
        Assert.Equal(0, pool.Outstanding);
    }

    [Fact]
    public void A_giant_block_does_not_keep_its_memory()
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        block.Arena.Reserve(3 * BlockDataPool.KeepBytes, out _);
        ByteArena arena = block.Arena;
        block.Return();
        BlockData again = pool.Rent("test");
        Assert.Same(arena, again.Arena);
        Assert.InRange(again.FootprintBytes, 0, BlockDataPool.KeepBytes);
        again.Return();
    }

    [Fact]
    public void No_more_blocks_are_kept_than_allowed()
    {
        using var pool = new BlockDataPool(maxKept: 1);
        BlockData first = pool.Rent("test");
        BlockData second = pool.Rent("test");
        first.Return();
        second.Return();
        Assert.Same(first, pool.Rent("test"));
        BlockData third = pool.Rent("test");
        Assert.NotSame(second, third);
        Assert.Equal(2, pool.Outstanding);
        first.Return();
        third.Return();
    }

    [Fact]
    public void Encoded_slabs_go_back_with_the_block()
    {
        var slabs = new SlabPool(1024, maxKept: 8);
        using var pool = new BlockDataPool(encoded: slabs);
        BlockData block = pool.Rent("test");
        block.Encoded.BeginRecord(100);
        block.Encoded.EndRecord(Entity.Block, 100);
        Assert.Equal(1, slabs.Outstanding);
        block.Return();
        Assert.Equal(0, slabs.Outstanding);
    }

#if DEBUG
    [Fact]
    public void Leaks_are_reported_by_owner()
    {
        var pool = new BlockDataPool();
        BlockData[] blocks = [pool.Rent("decoder"), pool.Rent("sequencer"), pool.Rent("decoder")];
        Assert.Equal("decoder × 2, sequencer × 1", pool.DescribeLeaks());
        foreach (BlockData block in blocks) block.Return();
        Assert.Equal("", pool.DescribeLeaks());
    }

    [Fact]
    public void A_returned_block_is_poisoned()
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        Fill(block);
        ref ulong gas = ref block.Transactions[0].Gas;
        block.Return();
        Assert.Equal(0xDDDDDDDDDDDDDDDD, block.Header.Number);
        Assert.Equal(0xDDDDDDDDDDDDDDDD, gas);
    }
#endif

    private static void Fill(BlockData block)
    {
        block.Header.Number = 5;
        block.Transactions.Add().Gas = 21000;
        block.Logs.Add().LogIndex = 1;
        block.Arena.Append([1, 2, 3]);
        block.Encoded.BeginRecord(10);
        block.Encoded.EndRecord(Entity.Block, 10);
        block.Findings = BlockFindings.LogRemoved;
        block.SourceBytes = 100;
        block.ChargedBytes = 200;
    }
}
