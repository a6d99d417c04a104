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
    public void A_stream_without_transactions_has_no_rate_of_them()
    {
        Counters From(long blocks) => Samples.Counters(blocks) with { Totals = Samples.Totals(blocks) with { Transactions = 0 } };
        RunResult Run(long blocks) => Samples.Run(blocks, 1) with { End = From(blocks) };

        Assert.Null(SteadyState.Between(Run(10), Run(30)).TransactionsPerSecond);
    }
}
