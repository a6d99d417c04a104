namespace HighPerfChainSync.EndToEnd;

/// <summary>What one run of the host took.</summary>
/// <param name="Sink">Where it wrote.</param>
/// <param name="Blocks">Blocks it committed.</param>
/// <param name="Seconds">From start to end of the process.</param>
/// <param name="HostCpuSeconds">User and system time of the host.</param>
/// <param name="NodeCpuSeconds">The same of the node, during the run.</param>
/// <param name="BrokerCpuSeconds">The same of the broker, during the run, when it was started here.</param>
/// <param name="PeakBytes">Highest resident set of the host.</param>
internal sealed record RunResult(
    string Sink,
    long Blocks,
    double Seconds,
    double HostCpuSeconds,
    double NodeCpuSeconds,
    double? BrokerCpuSeconds,
    long PeakBytes);
