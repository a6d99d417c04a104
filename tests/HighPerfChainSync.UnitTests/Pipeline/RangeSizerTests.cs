using HighPerfChainSync.Pipeline;

namespace HighPerfChainSync.UnitTests.Pipeline;

public sealed class RangeSizerTests
{
    private const int Fetchers = 4;
    private const ulong Many = 1_000_000;

    private readonly RangeSizer _sizer = new(new PipelineOptions(), Fetchers);

    [Fact]
    public void The_first_range_of_each_fetcher_has_one_block()
    {
        _sizer.ObserveHeld(10_000);
        Assert.Equal([1, 1, 1, 1, 2, 4, 8], Enumerable.Range(0, 7).Select(_ => _sizer.NextCount(Many)));
    }

    [Fact]
    public void Before_a_block_has_been_seen_only_four_are_asked_for()
    {
        long budget = new PipelineOptions().BudgetBytes;
        Assert.Equal(budget / 4, _sizer.RoomFor(_sizer.NextCount(Many)));
        _sizer.ObserveHeld(10_000);
        Assert.Equal(10_000, _sizer.RoomFor(_sizer.NextCount(Many)));
    }

    [Fact]
    public void A_range_needs_room_for_its_blocks_and_a_share_of_the_records_that_are_decoded()
    {
        _sizer.ObserveHeld(10_000);
        _sizer.ObserveGivenBack(4_000);
        int atOnce = Math.Min(Fetchers, Environment.ProcessorCount + 1);
        Assert.Equal(50_000 + (4_000 * atOnce / Fetchers), _sizer.RoomFor(5));
    }

    [Fact]
    public void A_range_whose_blocks_wait_for_their_receipts_together_needs_room_for_all_their_records()
    {
        _sizer.ObserveHeld(10_000);
        _sizer.ObserveWaiting(4, 12_000);
        Assert.Equal(5 * 13_000, _sizer.RoomFor(5));
        for (int i = 0; i < 200; i++) _sizer.ObserveWaiting(4, 0);
        Assert.InRange(_sizer.RoomFor(5), 50_000, 50_000 + (5 * 16));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(16, 4)]
    public void A_range_is_no_larger_than_a_share_unless_many_take_one(int fetchers, int expected)
    {
        // A share is room for one and a half blocks, or for three and a half.
        const long block = 1 << 20;
        long share = fetchers < 16 ? 3 * block / 2 : 7 * block / 2;
        var sizer = new RangeSizer(new PipelineOptions { BudgetBytes = (share * fetchers) + 1, TargetRangeBytes = long.MaxValue }, fetchers);
        for (int i = 0; i < fetchers; i++) sizer.NextCount(Many);
        sizer.ObserveHeld(block);
        int count = 0;
        for (int i = 0; i < 5; i++) count = sizer.NextCount(Many);
        Assert.Equal(expected, count);
    }

    [Fact]
    public void Small_blocks_double_the_ranges_up_to_the_limit()
    {
        for (int i = 0; i < Fetchers; i++) Assert.Equal(1, _sizer.NextCount(Many));
        _sizer.ObserveSource(1_000);
        _sizer.ObserveHeld(10_000);
        Assert.Equal([2, 4, 8, 16, 20, 20], Enumerable.Range(0, 6).Select(_ => _sizer.NextCount(Many)));
    }

    [Fact]
    public void Ranges_of_giant_blocks_stay_at_one()
    {
        for (int i = 0; i < Fetchers; i++) Assert.Equal(1, _sizer.NextCount(Many));
        _sizer.ObserveSource(10 << 20);
        for (int i = 0; i < 8; i++) Assert.Equal(1, _sizer.NextCount(Many));
    }

    [Fact]
    public void The_last_blocks_are_shared_among_the_fetchers()
    {
        _sizer.ObserveSource(1_000);
        _sizer.ObserveHeld(10_000);
        for (int i = 0; i < 2 * Fetchers; i++) _sizer.NextCount(Many);
        Assert.Equal(3, _sizer.NextCount(9));
    }
}
