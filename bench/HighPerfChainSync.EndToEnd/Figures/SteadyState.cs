using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>What blocks cost once everything has started.</summary>
internal sealed record SteadyState
{
    private const double Mebibyte = 1 << 20;

    public required double BlocksPerSecond { get; init; }

    /// <summary>None where the stream writes no transactions.</summary>
    public double? TransactionsPerSecond { get; init; }

    public required double RecordsPerSecond { get; init; }

    /// <summary>Of a million bytes; of the node's answers.</summary>
    public required double MegabytesInPerSecond { get; init; }

    /// <summary>Of a million bytes; of records.</summary>
    public required double MegabytesOutPerSecond { get; init; }

    /// <summary>Processor time of the host per block.</summary>
    public required double HostMsPerBlock { get; init; }

    public required double NodeMsPerBlock { get; init; }

    /// <summary>None where the broker was not started here, or there is none.</summary>
    public double? BrokerMsPerBlock { get; init; }

    /// <summary>Of the host's time, that of its stages, by <see cref="ProcessingStage"/>.</summary>
    public required IReadOnlyList<double> StageMsPerBlock { get; init; }

    /// <summary>Of the host's time, that of librdkafka's threads.</summary>
    public required double LibrdkafkaMsPerBlock { get; init; }

    /// <summary>Of the host's time, that of the runtime's compiler.</summary>
    public required double CompilerMsPerBlock { get; init; }

    /// <summary>Of the host's time, what is left: HTTP, sockets, files, scheduling, garbage collection.</summary>
    public double RestMsPerBlock => HostMsPerBlock - StageMsPerBlock.Sum() - LibrdkafkaMsPerBlock - CompilerMsPerBlock;

    /// <summary>Bytes on the managed heap that are not used again.</summary>
    public required double GarbageBytesPerBlock { get; init; }

    /// <summary>MiB by which the pools were larger at the end: they grow until as much has been under way at once as ever will be, not by the block.</summary>
    public required double PoolGrowthMiB { get; init; }

    /// <summary>Collections of each generation, 0 to 2, each with the higher ones, in a thousand blocks.</summary>
    public required IReadOnlyList<double> CollectionsPerThousand { get; init; }

    public required double PauseMsPerThousand { get; init; }

    /// <summary>Highest resident set of the host, MiB, in the short run.</summary>
    public required double ShortPeakMiB { get; init; }

    /// <summary>The same in the long run.</summary>
    public required double PeakMiB { get; init; }

    /// <summary>What a run takes beyond its blocks.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>From the start of the host to its first commit.</summary>
    public double? FirstCommitSeconds { get; init; }

    /// <summary>The difference of a long and a short run.</summary>
    public static SteadyState Between(RunResult shorter, RunResult longer)
    {
        (Counters first, Counters last) = (shorter.End, longer.End);
        HostTotals from = first.Totals;
        HostTotals to = last.Totals;
        double blocks = to.Blocks - from.Blocks;
        double seconds = last.Seconds - first.Seconds;
        double Ms(double before, double after) => (after - before) / blocks * 1000;
        var stages = new double[ProcessingStageNames.Count];
        for (int i = 0; i < stages.Length; i++) stages[i] = Ms(from.StageSeconds[i], to.StageSeconds[i]);
        return new SteadyState
        {
            BlocksPerSecond = blocks / seconds,
            TransactionsPerSecond = to.Transactions > 0 ? (to.Transactions - from.Transactions) / seconds : null,
            RecordsPerSecond = (to.Records - from.Records) / seconds,
            MegabytesInPerSecond = (to.BytesIn - from.BytesIn) / seconds / 1e6,
            MegabytesOutPerSecond = (to.BytesOut - from.BytesOut) / seconds / 1e6,
            HostMsPerBlock = Ms(first.HostSeconds, last.HostSeconds),
            NodeMsPerBlock = Ms(first.NodeSeconds, last.NodeSeconds),
            BrokerMsPerBlock = first.BrokerSeconds is { } before && last.BrokerSeconds is { } after ? Ms(before, after) : null,
            StageMsPerBlock = stages,
            LibrdkafkaMsPerBlock = Ms(first.LibrdkafkaSeconds, last.LibrdkafkaSeconds),
            CompilerMsPerBlock = Ms(first.CompilerSeconds, last.CompilerSeconds),
            GarbageBytesPerBlock = (to.AllocatedBytes - to.PooledBytes - from.AllocatedBytes + from.PooledBytes) / blocks,
            PoolGrowthMiB = (to.PooledBytes - from.PooledBytes) / Mebibyte,
            CollectionsPerThousand = [.. to.Collections.Zip(from.Collections, (late, early) => (late - early) / blocks * 1000)],
            PauseMsPerThousand = (to.PauseSeconds - from.PauseSeconds) / blocks * 1e6,
            ShortPeakMiB = shorter.PeakBytes / Mebibyte,
            PeakMiB = longer.PeakBytes / Mebibyte,
            StartSeconds = first.Seconds - (from.Blocks / blocks * seconds),
            FirstCommitSeconds = from.FirstCommitSeconds,
        };
    }
}
