using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Verification;

/// <summary>A block as a node gave it is wrong: it is fetched again, elsewhere first, and never committed like this.</summary>
public sealed class BlockCheckException : ChainSyncException
{
    /// <summary>Creates the error of one check.</summary>
    public BlockCheckException(BlockCheck check, string message)
        : this(default(CheckSet).With(check), message)
    {
    }

    /// <summary>Creates the error of one or more checks.</summary>
    public BlockCheckException(CheckSet checks, string message)
        : base(ChainSyncError.InconsistentData, message)
    {
        Checks = checks;
    }

    /// <summary>The checks that the block failed.</summary>
    public CheckSet Checks { get; }
}
