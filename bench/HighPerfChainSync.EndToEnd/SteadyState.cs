namespace HighPerfChainSync.EndToEnd;

/// <summary>The difference of a long and a short run: start-up cancels out, what remains is the cost of blocks.</summary>
/// <param name="Sink">Where it wrote.</param>
/// <param name="BlocksPerSecond">Blocks a second.</param>
/// <param name="HostMsPerBlock">Processor time of the host per block, milliseconds.</param>
/// <param name="NodeMsPerBlock">Processor time of the node per block, milliseconds.</param>
/// <param name="BrokerMsPerBlock">Processor time of the broker per block, milliseconds, when it was started here.</param>
/// <param name="ShortPeakMiB">Highest resident set of the host in the short run.</param>
/// <param name="LongPeakMiB">Highest resident set of the host in the long run.</param>
/// <param name="StartSeconds">What the short run took beyond its blocks.</param>
internal sealed record SteadyState(
    string Sink,
    double BlocksPerSecond,
    double HostMsPerBlock,
    double NodeMsPerBlock,
    double? BrokerMsPerBlock,
    double ShortPeakMiB,
    double LongPeakMiB,
    double StartSeconds)
{
    public static SteadyState Between(RunResult shorter, RunResult longer)
    {
        double blocks = longer.Blocks - shorter.Blocks;
        double perSecond = blocks / (longer.Seconds - shorter.Seconds);
        return new SteadyState(
            longer.Sink,
            perSecond,
            (longer.HostCpuSeconds - shorter.HostCpuSeconds) / blocks * 1000,
            (longer.NodeCpuSeconds - shorter.NodeCpuSeconds) / blocks * 1000,
            (longer.BrokerCpuSeconds - shorter.BrokerCpuSeconds) / blocks * 1000,
            shorter.PeakBytes / 1048576.0,
            longer.PeakBytes / 1048576.0,
            shorter.Seconds - (shorter.Blocks / perSecond));
    }
}
