using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.UnitTests.Buffers;

public sealed class SlabPoolTests
{
    [Fact]
    public void Slabs_are_used_again()
    {
        var pool = new SlabPool(1024, maxKept: 1);
        byte[] first = pool.Rent();
        byte[] second = pool.Rent();
        Assert.NotSame(first, second);
        Assert.Equal(2, pool.Outstanding);
        pool.Return(first);
        pool.Return(second);
        Assert.Equal(0, pool.Outstanding);
        Assert.Same(first, pool.Rent());
        Assert.NotSame(second, pool.Rent());
    }

    [Fact]
    public void A_slab_of_another_pool_is_refused()
    {
        var pool = new SlabPool(1024, maxKept: 1);
        Assert.Throws<ArgumentException>(() => pool.Return(new byte[2048]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SlabPool(10, 1));
    }

#if DEBUG
    [Fact]
    public void A_returned_slab_is_poisoned()
    {
        var pool = new SlabPool(1024, maxKept: 1);
        byte[] slab = pool.Rent();
        slab[5] = 1;
        pool.Return(slab);
        Assert.False(slab.AsSpan().ContainsAnyExcept((byte)0xDD));
    }
#endif
}
