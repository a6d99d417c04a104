namespace HighPerfChainSync.Benchmarks.Baselines;

/// <summary>A log of a <see cref="NodeReceipt"/>.</summary>
public sealed class NodeLog
{
    public string? Address { get; set; }

    public List<string>? Topics { get; set; }

    public string? Data { get; set; }

    public string? BlockNumber { get; set; }

    public string? TransactionHash { get; set; }

    public string? TransactionIndex { get; set; }

    public string? BlockHash { get; set; }

    public string? LogIndex { get; set; }

    public bool? Removed { get; set; }
}
