using HighPerfChainSync.Buffers;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Chain;

public sealed class ChainTrackerTests : IDisposable
{
    private readonly BlockDataPool _pool = new(4, new SlabPool(1024, 1));
    private readonly BlockData _block;

    public ChainTrackerTests() => _block = _pool.Rent("test");

    [Fact]
    public void Without_a_block_before_it_the_first_parent_cannot_be_checked()
    {
        var tracker = new ChainTracker(10, null);
        tracker.Accept(Block(10, parent: 77));
        tracker.Accept(Block(11, parent: 10));
    }

    [Fact]
    public void The_first_block_after_progress_must_fit()
    {
        new ChainTracker(10, FakeBlockSource.HashOf(9)).Accept(Block(10, parent: 9));
        var error = Assert.Throws<ChainSyncException>(() => new ChainTracker(10, FakeBlockSource.HashOf(8)).Accept(Block(10, parent: 9)));
        Assert.Equal(ChainSyncError.ParentMismatch, error.Error);
        Assert.Contains("up to block 9 is committed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(9)]
    [InlineData(0)]
    public void Another_height_is_refused(int number)
    {
        var tracker = new ChainTracker(10, null);
        var error = Assert.Throws<ChainSyncException>(() => tracker.Accept(Block((ulong)number, parent: 9)));
        Assert.Equal(ChainSyncError.InconsistentData, error.Error);
    }

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    private BlockData Block(ulong number, ulong parent)
    {
        _block.Header.Number = number;
        _block.Header.Hash = FakeBlockSource.HashOf(number);
        _block.Header.ParentHash = FakeBlockSource.HashOf(parent);
        return _block;
    }
}
