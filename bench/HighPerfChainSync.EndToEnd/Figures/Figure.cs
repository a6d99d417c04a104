using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>One column: what it is called for machines and for people, and how it is read.</summary>
/// <param name="Key">In JSON.</param>
/// <param name="Title">In tables.</param>
/// <param name="Format">Of its number.</param>
/// <param name="Of">Null where a run does not have it.</param>
internal sealed record Figure(string Key, string Title, string Format, Func<SteadyState, double?> Of)
{
    /// <summary>What the whole did.</summary>
    public static IReadOnlyList<Figure> Rates { get; } =
    [
        new("blocksPerSecond", "blocks/s", "0", static run => run.BlocksPerSecond),
        new("transactionsPerSecond", "transactions/s", "N0", static run => run.TransactionsPerSecond),
        new("recordsPerSecond", "records/s", "N0", static run => run.RecordsPerSecond),
        new("megabytesInPerSecond", "MB/s in", "0", static run => run.MegabytesInPerSecond),
        new("megabytesOutPerSecond", "MB/s out", "0", static run => run.MegabytesOutPerSecond),
        new("hostMsPerBlock", "host CPU ms/block", "0.00", static run => run.HostMsPerBlock),
        new("nodeMsPerBlock", "node", "0.00", static run => run.NodeMsPerBlock),
        new("brokerMsPerBlock", "broker", "0.00", static run => run.BrokerMsPerBlock),
    ];

    /// <summary>Where the host's processor time went, milliseconds a block.</summary>
    public static IReadOnlyList<Figure> Stages { get; } =
    [
        .. Enumerable.Range(0, ProcessingStageNames.Count).Select(static stage =>
            new Figure(ProcessingStageNames.Of((ProcessingStage)stage) + "MsPerBlock", ProcessingStageNames.Of((ProcessingStage)stage), "0.000", run => run.StageMsPerBlock[stage])),
        new("librdkafkaMsPerBlock", "librdkafka's threads", "0.000", static run => run.LibrdkafkaMsPerBlock),
        new("compilerMsPerBlock", "compiler", "0.000", static run => run.CompilerMsPerBlock),
        new("restMsPerBlock", "rest", "0.000", static run => run.RestMsPerBlock),
    ];

    /// <summary>Memory and start.</summary>
    public static IReadOnlyList<Figure> Memory { get; } =
    [
        new("garbageBytesPerBlock", "B of garbage a block", "N0", static run => run.GarbageBytesPerBlock),
        new("poolGrowthMiB", "pools' growth MiB", "0.0", static run => run.PoolGrowthMiB),
        .. Enumerable.Range(0, 3).Select(static generation =>
            new Figure($"gen{generation}PerThousandBlocks", $"gen {generation} in 1,000 blocks", "0.0", run => run.CollectionsPerThousand[generation])),
        new("pauseMsPerThousandBlocks", "pause ms in 1,000 blocks", "0.0", static run => run.PauseMsPerThousand),
        new("shortPeakMiB", "peak MiB, short run", "0", static run => run.ShortPeakMiB),
        new("peakMiB", "peak MiB, long run", "0", static run => run.PeakMiB),
        new("startSeconds", "start s", "0.0", static run => run.StartSeconds),
        new("firstCommitSeconds", "first commit after s", "0.00", static run => run.FirstCommitSeconds),
    ];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Figure> All { get; } = [.. Rates, .. Stages, .. Memory];

    /// <summary>The rounds of one row.</summary>
    public Spread? In(IEnumerable<SteadyState> rounds) => Spread.Of(rounds.Select(Of));
}
