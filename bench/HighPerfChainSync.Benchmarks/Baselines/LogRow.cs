namespace HighPerfChainSync.Benchmarks.Baselines;

/// <summary>A log record as a class.</summary>
public sealed class LogRow
{
    public string? Type { get; set; }

    public ulong? LogIndex { get; set; }

    public string? TransactionHash { get; set; }

    public ulong? TransactionIndex { get; set; }

    public string? Address { get; set; }

    public string? Data { get; set; }

    public List<string>? Topics { get; set; }

    public ulong? BlockNumber { get; set; }

    public ulong? BlockTimestamp { get; set; }

    public string? BlockHash { get; set; }

    public string? ItemId { get; set; }

    public string? ItemTimestamp { get; set; }
}
