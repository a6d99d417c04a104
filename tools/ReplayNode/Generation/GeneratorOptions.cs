namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>What a generated chain is like; equal options give equal chains.</summary>
public sealed record GeneratorOptions
{
    /// <summary>The most transactions that can be asked for in a block.</summary>
    public const int MaxTransactions = 10_000;

    /// <summary>The most logs that can be asked for in a block.</summary>
    public const int MaxLogs = 100_000;

    /// <summary>The most bytes of input, and of log data, that can be asked for in a block.</summary>
    public const int MaxBytes = 16 << 20;

    /// <summary>Everything random follows from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>EIP-155 chain id.</summary>
    public ulong ChainId { get; init; } = 1337;

    /// <summary>The lowest block.</summary>
    public ulong First { get; init; }

    /// <summary>Number of blocks.</summary>
    public ulong Blocks { get; init; } = 300;

    /// <summary>Size of the blocks.</summary>
    public ChainShape Shape { get; init; } = ChainShape.Tiny;

    /// <summary>Transactions of every block, up to <see cref="MaxTransactions"/>; null draws their number as <see cref="Shape"/> has it.</summary>
    public int? Transactions { get; init; }

    /// <summary>Logs of every block, up to <see cref="MaxLogs"/>, spread evenly over its transactions; null draws their number.</summary>
    public int? Logs { get; init; }

    /// <summary>Bytes of input in every block, up to <see cref="MaxBytes"/>, spread evenly over its transactions; null draws their number.</summary>
    public int? InputBytes { get; init; }

    /// <summary>Bytes of log data in every block, up to <see cref="MaxBytes"/>, spread evenly over its <see cref="Logs"/>; null leaves each event its own.</summary>
    public int? LogDataBytes { get; init; }

    /// <summary>Time of the lowest block, Unix seconds; each further one is 12 seconds later.</summary>
    public ulong StartTime { get; init; } = 1_700_000_000;

    /// <summary>Says what contradicts what; null when such blocks can be made.</summary>
    public string? FindContradiction()
    {
        if (Transactions == 0 && Logs > 0) return "Logs need a transaction that emits them: ask for at least 1 transaction in a block.";
        if (Transactions == 0 && InputBytes > 0) return "Input needs a transaction that carries it: ask for at least 1 transaction in a block.";
        if (LogDataBytes > 0 && !(Logs > 0)) return "Log data needs logs that carry it: ask for at least 1 log in a block.";
        return null;
    }
}
