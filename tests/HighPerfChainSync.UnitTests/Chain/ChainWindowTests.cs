using HighPerfChainSync.Chain;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Chain;

public sealed class ChainWindowTests
{
    private readonly ChainWindow _window = new(8);

    [Fact]
    public void An_empty_window_knows_nothing()
    {
        Assert.False(_window.TryGetLast(out _, out _));
        Assert.False(_window.TryGet(0, out _));
    }

    [Fact]
    public void It_keeps_the_newest()
    {
        for (ulong number = 0; number < 100; number++) Commit(number, 1);

        AssertHolds(92, 99, 0);
        Assert.False(_window.TryGet(91, out _));
        Assert.False(_window.TryGet(100, out _));
    }

    [Fact]
    public void A_commit_larger_than_the_window_leaves_its_end()
    {
        Commit(10, 30);
        AssertHolds(32, 39, 0);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(95)]
    [InlineData(92)]
    [InlineData(80)]
    public void A_commit_from_below_replaces_what_lay_above(int first)
    {
        Commit(80, 20);
        Commit((ulong)first, 4, branch: 1);

        AssertHolds((ulong)first, (ulong)first + 3, 1);
        Assert.False(_window.TryGet((ulong)first + 4, out _));
        // What fitted before and still does is kept.
        Assert.Equal(first is 99 or 95, _window.TryGet((ulong)first - 1, out Hash256 before) && before == FakeBlockSource.HashOf((ulong)first - 1));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(20)]
    public void It_is_seeded_with_what_an_earlier_run_has_committed(int count)
    {
        var recent = new List<Hash256>();
        for (int i = 0; i < count; i++) recent.Add(FakeBlockSource.HashOf((ulong)(100 - count + 1 + i)));
        _window.Seed(new StreamProgress(100, recent[^1]) { Recent = recent });

        AssertHolds((ulong)(101 - Math.Min(count, 8)), 100, 0);
        Commit(101, 1);
        AssertHolds(99, 101, 0);
    }

    [Fact]
    public void Hashes_that_do_not_end_with_the_progress_are_not_taken()
    {
        _window.Seed(new StreamProgress(100, FakeBlockSource.HashOf(100)) { Recent = [FakeBlockSource.HashOf(98), FakeBlockSource.HashOf(99)] });
        AssertHolds(100, 100, 0);
        Assert.False(_window.TryGet(99, out _));
    }

    private void Commit(ulong first, int count, int branch = 0)
    {
        var hashes = new Hash256[count];
        for (int i = 0; i < count; i++) hashes[i] = FakeChain.HashOf(first + (ulong)i, branch);
        _window.Commit(first, hashes);
    }

    private void AssertHolds(ulong first, ulong last, int branch)
    {
        for (ulong number = first; number <= last; number++)
        {
            Assert.True(_window.TryGet(number, out Hash256 hash), $"Block {number} is not there.");
            Assert.Equal(FakeChain.HashOf(number, branch), hash);
        }

        Assert.True(_window.TryGetLast(out ulong newest, out Hash256 end));
        Assert.Equal((last, FakeChain.HashOf(last, branch)), (newest, end));
    }
}
