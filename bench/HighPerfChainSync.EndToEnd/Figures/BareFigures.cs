namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>What was done with ready-made records of the same chain: by the C program into Kafka, or into files.</summary>
/// <param name="BlocksPerSecond">Blocks whose records were committed.</param>
/// <param name="CpuMsPerBlock">User and system time of who wrote them.</param>
/// <param name="BrokerMsPerBlock">The broker's, when it was started here.</param>
internal sealed record BareFigures(double BlocksPerSecond, double CpuMsPerBlock, double? BrokerMsPerBlock)
{
    /// <summary>From a run of whole transactions.</summary>
    /// <param name="blocks">Blocks that were measured.</param>
    /// <param name="seconds">On the clock.</param>
    /// <param name="cpuSeconds">User and system time.</param>
    /// <param name="brokerSeconds">The broker's, from before the program's start to after its end.</param>
    /// <param name="brokerBlocks">Blocks that the broker got in that time: the warm-up's too.</param>
    public static BareFigures Of(double blocks, double seconds, double cpuSeconds, double? brokerSeconds, double brokerBlocks) =>
        new(blocks / seconds, cpuSeconds / blocks * 1000, brokerSeconds / brokerBlocks * 1000);
}
