namespace HighPerfChainSync.Benchmarks.Baselines;

/// <summary>A receipt of <c>eth_getBlockReceipts</c> as a class of text.</summary>
public sealed class NodeReceipt
{
    public string? TransactionHash { get; set; }

    public string? TransactionIndex { get; set; }

    public string? BlockHash { get; set; }

    public string? BlockNumber { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    public string? CumulativeGasUsed { get; set; }

    public string? GasUsed { get; set; }

    public string? EffectiveGasPrice { get; set; }

    public string? ContractAddress { get; set; }

    public List<NodeLog>? Logs { get; set; }

    public string? LogsBloom { get; set; }

    public string? Status { get; set; }

    public string? Type { get; set; }
}
