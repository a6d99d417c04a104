using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Records;

/// <summary>The memory of a block's records is rented with the first record, and can be given back before the block.</summary>
public sealed class BlockRecordsTests
{
    [Fact]
    public void A_block_that_is_asked_for_holds_nothing()
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        Assert.Equal(0, block.FootprintBytes);
        Assert.Equal(0, block.CountOf(Entity.Log));
        Assert.Equal(0, block.FootprintBytes);
        block.Return();
    }

    [Fact]
    public void Records_that_were_given_back_are_counted_still_and_cannot_be_read()
    {
        using var pool = new BlockDataPool();
        BlockData block = Fill(pool);

        block.GiveBackRecords();

        Assert.False(block.HasRecords);
        Assert.Equal(0, block.FootprintBytes);
        Assert.Equal((1, 2, 1, 0), Counts(block));
        Assert.Equal(7UL, block.Header.Number);
        var error = Assert.Throws<InvalidOperationException>(() => block.Transactions);
        Assert.Contains("block 7", error.Message, StringComparison.Ordinal);
        Assert.Contains("ReadsRecords", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => block.Arena);
        block.Return();
    }

    [Fact]
    public void The_next_block_uses_their_memory()
    {
        using var pool = new BlockDataPool();
        BlockData first = Fill(pool);
        RecordListIdentity before = new(first.Transactions, first.Arena);
        first.GiveBackRecords();

        BlockData second = pool.Rent("test");

        Assert.Equal(before, new RecordListIdentity(second.Transactions, second.Arena));
        Assert.Equal((1, 0, 0, 0), Counts(second));
        Assert.Equal(0, second.Arena.Length);
        first.Return();
        second.Return();
    }

    [Fact]
    public void A_block_that_is_filled_again_has_records_again()
    {
        using var pool = new BlockDataPool();
        BlockData block = Fill(pool);
        block.GiveBackRecords();

        block.Reset();

        Assert.True(block.HasRecords);
        Assert.Equal((1, 0, 0, 0), Counts(block));
        block.Transactions.Add();
        Assert.Equal((1, 1, 0, 0), Counts(block));
        block.Return();
        BlockData next = pool.Rent("test");
        Assert.True(next.HasRecords);
        Assert.Equal((1, 0, 0, 0), Counts(next));
        next.Return();
    }

    [Fact]
    public void A_block_without_records_has_none_to_give_back()
    {
        using var pool = new BlockDataPool();
        BlockData block = pool.Rent("test");
        block.GiveBackRecords();
        Assert.Equal((1, 0, 0, 0), Counts(block));
        Assert.False(block.HasRecords);
        block.Return();
    }

    private static BlockData Fill(BlockDataPool pool)
    {
        BlockData block = pool.Rent("test");
        block.Header.Number = 7;
        block.Transactions.Add();
        block.Transactions.Add();
        block.Logs.Add();
        block.Arena.Append("data"u8);
        return block;
    }

    private static (int Blocks, int Transactions, int Logs, int TokenTransfers) Counts(BlockData block) =>
        (block.CountOf(Entity.Block), block.CountOf(Entity.Transaction), block.CountOf(Entity.Log), block.CountOf(Entity.TokenTransfer));

    private sealed record RecordListIdentity(object Transactions, object Arena);
}
