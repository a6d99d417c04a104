using System.Text.Json.Serialization;

namespace HighPerfChainSync.Benchmarks.Baselines;

/// <summary>A block record as a class of text and numbers, as a program has it that leaves the rest to a serializer.</summary>
public sealed class BlockRow
{
    public string? Type { get; set; }

    public ulong? Number { get; set; }

    public string? Hash { get; set; }

    public string? ParentHash { get; set; }

    public string? Nonce { get; set; }

    public string? Sha3Uncles { get; set; }

    public string? LogsBloom { get; set; }

    public string? TransactionsRoot { get; set; }

    public string? StateRoot { get; set; }

    public string? ReceiptsRoot { get; set; }

    public string? Miner { get; set; }

    [JsonConverter(typeof(BareNumberConverter))]
    public string? Difficulty { get; set; }

    [JsonConverter(typeof(BareNumberConverter))]
    public string? TotalDifficulty { get; set; }

    public ulong? Size { get; set; }

    public string? ExtraData { get; set; }

    public ulong? GasLimit { get; set; }

    public ulong? GasUsed { get; set; }

    public ulong? Timestamp { get; set; }

    public ulong? TransactionCount { get; set; }

    public ulong? BaseFeePerGas { get; set; }

    public string? WithdrawalsRoot { get; set; }

    public List<WithdrawalRow>? Withdrawals { get; set; }

    public ulong? BlobGasUsed { get; set; }

    public ulong? ExcessBlobGas { get; set; }

    public string? ItemId { get; set; }

    public string? ItemTimestamp { get; set; }
}
