namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>The host beside what only writes ready-made records, round by round, so that both saw the same machine.</summary>
/// <param name="Cpu">The host's processor time by the other's.</param>
/// <param name="Rate">The host's blocks a second by the other's.</param>
internal sealed record Ratios(Spread Cpu, Spread Rate)
{
    /// <summary>What is aimed at into Kafka, on the W-chain with default settings, at most.</summary>
    public const double CpuGoal = 1.9;

    /// <summary>The same, at least.</summary>
    public const double RateGoal = 0.65;

    /// <summary>Null when there is no round of both.</summary>
    public static Ratios? Of(IReadOnlyList<SteadyState> host, IReadOnlyList<BareFigures> bare)
    {
        (SteadyState Host, BareFigures Bare)[] pairs = [.. host.Zip(bare)];
        Spread? cpu = Spread.Of(pairs.Select(static pair => (double?)(pair.Host.HostMsPerBlock / pair.Bare.CpuMsPerBlock)));
        Spread? rate = Spread.Of(pairs.Select(static pair => (double?)(pair.Host.BlocksPerSecond / pair.Bare.BlocksPerSecond)));
        return cpu is null || rate is null ? null : new Ratios(cpu, rate);
    }
}
