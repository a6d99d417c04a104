using HighPerfChainSync.Chain;

namespace HighPerfChainSync.UnitTests.Chain;

public sealed class PollScheduleTests
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(4);

    [Theory]
    [InlineData(12)]
    [InlineData(2)]
    [InlineData(0.25)]
    public void It_waits_while_no_block_is_due_and_looks_often_when_one_is(double blockSeconds)
    {
        PollSchedule schedule = After(blockSeconds, blocks: 40, out TimeSpan now);
        Assert.Equal(blockSeconds, schedule.BlockTime.TotalSeconds, 3);

        double early = schedule.NextDelay(now).TotalSeconds;
        double due = schedule.NextDelay(now + TimeSpan.FromSeconds(blockSeconds)).TotalSeconds;

        Assert.Equal(Math.Clamp(0.75 * blockSeconds, 0.05, 4), early, 3);
        Assert.Equal(Math.Clamp(blockSeconds / 16, 0.05, 4), due, 3);
    }

    [Fact]
    public void It_looks_ever_more_rarely_when_the_chain_stands_still()
    {
        PollSchedule schedule = After(1, blocks: 10, out TimeSpan now);
        TimeSpan before = TimeSpan.Zero;
        for (int i = 2; i <= 64; i *= 2)
        {
            TimeSpan delay = schedule.NextDelay(now + TimeSpan.FromSeconds(i));
            Assert.True(delay > before);
            before = delay;
        }

        Assert.Equal(s_longest, schedule.NextDelay(now + TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_chain_that_grows_faster_is_noticed()
    {
        PollSchedule schedule = After(12, blocks: 10, out TimeSpan now);
        for (ulong head = 11; head < 60; head++)
        {
            now += TimeSpan.FromSeconds(1);
            schedule.Observe(head, now);
        }

        Assert.Equal(1, schedule.BlockTime.TotalSeconds, 2);
    }

    [Fact]
    public void Several_blocks_seen_at_once_share_the_time()
    {
        var schedule = new PollSchedule(s_shortest, s_longest);
        schedule.Observe(100, TimeSpan.Zero);
        schedule.Observe(110, TimeSpan.FromSeconds(20));
        Assert.Equal(2, schedule.BlockTime.TotalSeconds, 3);
    }

    [Fact]
    public void A_head_that_is_not_higher_changes_nothing()
    {
        PollSchedule schedule = After(2, blocks: 10, out TimeSpan now);
        TimeSpan expected = schedule.NextDelay(now + TimeSpan.FromSeconds(1));
        schedule.Observe(9, now + TimeSpan.FromSeconds(1));
        schedule.Observe(3, now + TimeSpan.FromSeconds(1));
        Assert.Equal(expected, schedule.NextDelay(now + TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Before_anything_is_known_it_looks_at_the_shortest_interval()
    {
        var schedule = new PollSchedule(s_shortest, s_longest);
        Assert.Equal(s_shortest, schedule.NextDelay(TimeSpan.Zero));
        schedule.Observe(5, TimeSpan.Zero);
        Assert.Equal(s_shortest, schedule.NextDelay(TimeSpan.Zero));
    }

    private static PollSchedule After(double blockSeconds, int blocks, out TimeSpan now)
    {
        var schedule = new PollSchedule(s_shortest, s_longest);
        now = TimeSpan.Zero;
        for (int i = 0; i <= blocks; i++)
        {
            now = TimeSpan.FromSeconds(i * blockSeconds);
            schedule.Observe((ulong)i, now);
        }

        return schedule;
    }
}
