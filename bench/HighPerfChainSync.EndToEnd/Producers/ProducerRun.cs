namespace HighPerfChainSync.EndToEnd.Producers;

/// <summary>What producing some transactions took.</summary>
/// <param name="Messages">Records committed.</param>
/// <param name="Seconds">Time on the clock.</param>
/// <param name="CpuSeconds">User and system time of the producing process.</param>
/// <param name="AllocatedBytes">Bytes that .NET allocated; null for another language.</param>
/// <param name="CommitMs">Duration of each commit, deliveries that it waits for included, milliseconds.</param>
internal sealed record ProducerRun(long Messages, double Seconds, double CpuSeconds, long? AllocatedBytes, double[] CommitMs)
{
    public double PerSecond => Messages / Seconds;

    public double PerCpuSecond => Messages / CpuSeconds;
}
