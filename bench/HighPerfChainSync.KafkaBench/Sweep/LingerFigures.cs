using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Producers;

namespace HighPerfChainSync.KafkaBench.Sweep;

/// <summary>What was measured at one point.</summary>
/// <param name="Setting">The point.</param>
internal sealed record LingerFigures(LingerSetting Setting)
{
    /// <summary>The rounds.</summary>
    public List<ProducerRun> Runs { get; } = [];

    /// <summary>Broker CPU of each round, microseconds a message; empty when the broker was not started here.</summary>
    public List<double> BrokerMicroseconds { get; } = [];

    /// <summary>Bytes a message that the broker has in its logs, as they came over the wire; empty when its logs cannot be seen.</summary>
    public List<double> WireBytes { get; } = [];

    public double PerSecond => Statistic.Median(Runs.Select(static run => run.PerSecond));

    public double OwnMicroseconds => Statistic.Median(Runs.Select(static run => 1e6 / run.PerCpuSecond));

    public double? Broker => BrokerMicroseconds.Count == 0 ? null : Statistic.Median(BrokerMicroseconds);

    public double? WireMegabytesPerSecond => WireBytes.Count == 0 ? null : Statistic.Median(WireBytes) * PerSecond / 1e6;

    public double CommitMs(double percent) => Statistic.Percentile(Runs.SelectMany(static run => run.CommitMs), percent);

    /// <summary>CPU a message on both sides, microseconds.</summary>
    public double TotalMicroseconds => OwnMicroseconds + (Broker ?? 0);
}
