using HighPerfChainSync.EndToEnd.Figures;

namespace HighPerfChainSync.UnitTests.EndToEnd;

/// <summary>Counters with chosen figures.</summary>
internal static class Samples
{
    /// <summary>What a run has counted whose blocks take so much each, after a start of two seconds and as many of processor time.</summary>
    public static Counters Counters(long blocks, double msPerBlock = 2, double? brokerMsPerBlock = null) => new(
        Seconds: 2 + (blocks * msPerBlock / 1000),
        HostSeconds: 2 + (blocks * 0.010),
        NodeSeconds: 1 + (blocks * 0.001),
        BrokerSeconds: brokerMsPerBlock is { } ms ? 3 + (blocks * ms / 1000) : null,
        LibrdkafkaSeconds: 0.1 + (blocks * 0.002),
        CompilerSeconds: 0.5 + (blocks * 0.0005),
        Totals(blocks));

    public static HostTotals Totals(long blocks) => new()
    {
        Blocks = blocks,
        Records = 10 * blocks,
        Transactions = 4 * blocks,
        BytesIn = 1000 + (2_000_000 * blocks),
        BytesOut = 3_000_000 * blocks,
        StageSeconds = [0.2 + (blocks * 0.001), blocks * 0.002, blocks * 0.0005, blocks * 0.0001],
        FirstCommitSeconds = 0.9,
        AllocatedBytes = 5_000_000 + (3000 * blocks),
        PooledBytes = 1_000_000 + (1048 * blocks),
        Collections = [7 + (blocks / 100), 3, 1],
        PauseSeconds = 0.05 + (blocks * 0.00001),
    };

    /// <summary>A run of so many blocks.</summary>
    public static RunResult Run(long blocks, long peakMiB, double msPerBlock = 2, double? brokerMsPerBlock = null) =>
        new(Counters(blocks, msPerBlock, brokerMsPerBlock), peakMiB << 20);

    /// <summary>The difference of two runs.</summary>
    public static SteadyState Steady(double msPerBlock = 2, double? brokerMsPerBlock = null) =>
        SteadyState.Between(Run(1000, 150, msPerBlock, brokerMsPerBlock), Run(3000, 170, msPerBlock, brokerMsPerBlock));
}
