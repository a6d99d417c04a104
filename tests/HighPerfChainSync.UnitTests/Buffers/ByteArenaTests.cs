using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.UnitTests.Buffers;

public sealed class ByteArenaTests
{
    [Fact]
    public void Ranges_stay_valid_while_the_arena_grows()
    {
        var arena = new ByteArena();
        var ranges = new List<ArenaRange>();
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = new byte[i * 7];
            bytes.AsSpan().Fill((byte)i);
            ranges.Add(arena.Append(bytes));
        }

        for (int i = 0; i < ranges.Count; i++)
        {
            Assert.Equal(i * 7, ranges[i].Length);
            Assert.False(arena.GetSpan(ranges[i]).ContainsAnyExcept((byte)i));
        }

        Assert.True(ranges[0].IsEmpty);
        Assert.True(arena.Capacity >= arena.Length);
    }

    [Fact]
    public void A_range_beyond_what_is_in_use_is_an_error()
    {
        var arena = new ByteArena();
        ArenaRange range = arena.Append([1, 2, 3]);
        arena.Truncate(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => { arena.GetSpan(range); });
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Truncate(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => arena.Reserve(-1, out _));
    }

    [Fact]
    public void More_than_an_array_can_hold_is_an_error()
    {
        var arena = new ByteArena();
        arena.Append([1]);
        Assert.Throws<InvalidOperationException>(() => arena.Reserve(int.MaxValue, out _));
        Assert.Equal(1, arena.Length);
    }

    [Fact]
    public void Clearing_keeps_memory_up_to_a_limit()
    {
        var arena = new ByteArena();
        arena.Reserve(100_000, out _);
        arena.Clear(keepBytes: 1 << 20);
        Assert.True(arena.Capacity >= 100_000);
        arena.Clear(keepBytes: 1_000);
        Assert.Equal(0, arena.Capacity);
        Assert.Equal(0, arena.Length);
    }

    [Theory]
    [InlineData(1, 16 * 1024)]
    [InlineData(16 * 1024, 16 * 1024)]
    [InlineData(530_000, 1 << 20)]
    [InlineData((1 << 20) + 1, 1 << 21)]
    public void Its_capacity_follows_from_what_it_holds_and_not_from_the_steps(int length, int expected)
    {
        var atOnce = new ByteArena();
        atOnce.Reserve(length, out _);
        var inSteps = new ByteArena();
        for (int left = length; left > 0; left -= 70_000) inSteps.Reserve(Math.Min(left, 70_000), out _);
        Assert.Equal((expected, expected), (atOnce.Capacity, inSteps.Capacity));
    }
}
