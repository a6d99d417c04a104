namespace HighPerfChainSync.Benchmarks.Baselines;

/// <summary>A withdrawal in a <see cref="BlockRow"/>.</summary>
public sealed class WithdrawalRow
{
    public ulong? Index { get; set; }

    public ulong? ValidatorIndex { get; set; }

    public string? Address { get; set; }

    public ulong? Amount { get; set; }
}
