namespace HighPerfChainSync.ReplayNode.Generation;

/// <summary>What a generated chain is like; equal options give equal chains.</summary>
public sealed record GeneratorOptions
{
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

    /// <summary>Time of the lowest block, Unix seconds; each further one is 12 seconds later.</summary>
    public ulong StartTime { get; init; } = 1_700_000_000;
}
