using System.Text.Json.Serialization;

namespace HighPerfChainSync.Benchmarks.Baselines;

/// <summary>A transaction record as a class.</summary>
public sealed class TransactionRow
{
    public string? Type { get; set; }

    public string? Hash { get; set; }

    public ulong? Nonce { get; set; }

    public ulong? TransactionIndex { get; set; }

    public string? FromAddress { get; set; }

    public string? ToAddress { get; set; }

    [JsonConverter(typeof(BareNumberConverter))]
    public string? Value { get; set; }

    public ulong? Gas { get; set; }

    public ulong? GasPrice { get; set; }

    public string? Input { get; set; }

    public ulong? BlockTimestamp { get; set; }

    public ulong? BlockNumber { get; set; }

    public string? BlockHash { get; set; }

    public ulong? MaxFeePerGas { get; set; }

    public ulong? MaxPriorityFeePerGas { get; set; }

    public ulong? TransactionType { get; set; }

    public ulong? MaxFeePerBlobGas { get; set; }

    public List<string>? BlobVersionedHashes { get; set; }

    public ulong? ReceiptCumulativeGasUsed { get; set; }

    public ulong? ReceiptGasUsed { get; set; }

    public string? ReceiptContractAddress { get; set; }

    public string? ReceiptRoot { get; set; }

    public ulong? ReceiptStatus { get; set; }

    public ulong? ReceiptEffectiveGasPrice { get; set; }

    public ulong? ReceiptL1Fee { get; set; }

    public ulong? ReceiptL1GasUsed { get; set; }

    public ulong? ReceiptL1GasPrice { get; set; }

    public double? ReceiptL1FeeScalar { get; set; }

    public ulong? ReceiptBlobGasPrice { get; set; }

    public ulong? ReceiptBlobGasUsed { get; set; }

    public string? ItemId { get; set; }

    public string? ItemTimestamp { get; set; }
}
