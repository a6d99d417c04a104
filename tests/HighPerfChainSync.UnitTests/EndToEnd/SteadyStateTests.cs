using HighPerfChainSync.EndToEnd.Figures;

namespace HighPerfChainSync.UnitTests.EndToEnd;

public sealed class SteadyStateTests
{
    [Fact]
    public void Start_up_cancels_out_of_the_difference()
    {
        SteadyState steady = Samples.Steady(brokerMsPerBlock: 3);

        Assert.Equal(500, steady.BlocksPerSecond, 6);
        Assert.Equal(2000, steady.TransactionsPerSecond!.Value, 6);
        Assert.Equal(5000, steady.RecordsPerSecond, 6);
        Assert.Equal(1000, steady.MegabytesInPerSecond, 6);
        Assert.Equal(1500, steady.MegabytesOutPerSecond, 6);
        Assert.Equal(10, steady.HostMsPerBlock, 6);
        Assert.Equal(1, steady.NodeMsPerBlock, 6);
        Assert.Equal(3, steady.BrokerMsPerBlock!.Value, 6);
        Assert.Equal([1, 2, 0.5, 0.1], steady.StageMsPerBlock, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(2, steady.LibrdkafkaMsPerBlock, 6);
        Assert.Equal(0.5, steady.CompilerMsPerBlock, 6);
        Assert.Equal(10 - 3.6 - 2 - 0.5, steady.RestMsPerBlock, 6);
        Assert.Equal(3000 - 1048, steady.GarbageBytesPerBlock, 6);
        Assert.Equal(1048 * 2000 / 1048576.0, steady.PoolGrowthMiB, 6);
        Assert.Equal([10, 0, 0], steady.CollectionsPerThousand);
        Assert.Equal(10, steady.PauseMsPerThousand, 6);
    }

    [Fact]
    public void Start_up_is_listed_beside()
    {
        SteadyState steady = Samples.Steady();

        Assert.Equal(2, steady.StartSeconds, 6);
        Assert.Equal(0.9, steady.FirstCommitSeconds);
        Assert.Equal((150, 170), (steady.ShortPeakMiB, steady.PeakMiB));
        Assert.Null(steady.BrokerMsPerBlock);
    }

    [Fact]
    public void The_middle_of_a_run_begins_behind_its_first_blocks()
    {
        RunResult run = Samples.Run(5000, 180);
        foreach (long blocks in (long[])[40, 90, 1000, 2000, 4000]) run.Window.Add(Samples.Counters(blocks));

        SteadyState steady = SteadyState.Within(run);

        Assert.Equal(1000, run.Window.Ends!.Value.First.Totals.Blocks);
        Assert.Equal(4000, run.Window.Ends!.Value.Last.Totals.Blocks);
        Assert.Equal(500, steady.BlocksPerSecond, 6);
        Assert.Equal(2, steady.StartSeconds, 6);
        Assert.Null(steady.ShortPeakMiB);
    }

    [Theory]
    [InlineData(new long[0])]
    [InlineData(new long[] { 50, 1000 })]
    [InlineData(new long[] { 1000, 1000 })]
    public void A_run_without_a_middle_says_what_to_do(long[] lines)
    {
        RunResult run = Samples.Run(1200, 180);
        foreach (long blocks in lines) run.Window.Add(Samples.Counters(blocks));

        Assert.Contains("--long", Assert.Throws<InvalidOperationException>(() => SteadyState.Within(run)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_without_transactions_has_no_rate_of_them()
    {
        Counters From(long blocks) => Samples.Counters(blocks) with { Totals = Samples.Totals(blocks) with { Transactions = 0 } };
        RunResult Run(long blocks) => Samples.Run(blocks, 1) with { End = From(blocks) };

        Assert.Null(SteadyState.Between(Run(10), Run(30)).TransactionsPerSecond);
    }
}
