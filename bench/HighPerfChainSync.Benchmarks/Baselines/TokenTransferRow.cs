using System.Text.Json.Serialization;

namespace HighPerfChainSync.Benchmarks.Baselines;

/// <summary>A token transfer record as a class.</summary>
public sealed class TokenTransferRow
{
    public string? Type { get; set; }

    public string? TokenAddress { get; set; }

    public string? FromAddress { get; set; }

    public string? ToAddress { get; set; }

    [JsonConverter(typeof(BareNumberConverter))]
    public string? Value { get; set; }

    public string? TransactionHash { get; set; }

    public ulong? LogIndex { get; set; }

    public ulong? BlockNumber { get; set; }

    public ulong? BlockTimestamp { get; set; }

    public string? BlockHash { get; set; }

    public string? ItemId { get; set; }

    public string? ItemTimestamp { get; set; }
}
