using HighPerfChainSync.Chain;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Checking;

/// <summary>What stored blocks are checked by.</summary>
public sealed record StoredCheckerOptions
{
    /// <summary>What is particular about the chain.</summary>
    public required ChainProfile Profile { get; init; }

    /// <summary>What the stream has. Without blocks there is nothing to check by.</summary>
    public EntitySet Entities { get; init; } = EntitySet.Default;

    /// <summary>How much is recomputed.</summary>
    public VerificationLevel Level { get; init; } = VerificationLevel.Roots;

    /// <summary>Checks whose failing is counted as one that could not be made.</summary>
    public CheckSet SkippedChecks { get; init; }

    /// <summary>The first block that is to be there, or null for whichever comes first.</summary>
    public ulong? First { get; init; }
}
