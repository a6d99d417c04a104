namespace HighPerfChainSync.Verification;

/// <summary>How blocks are checked before they are committed, and what happens when one is wrong.</summary>
public sealed record VerificationOptions
{
    /// <summary>How much is checked.</summary>
    public VerificationLevel Level { get; init; } = VerificationLevel.Roots;

    /// <summary>What happens when a block stays wrong.</summary>
    public UnverifiedAction OnUnverified { get; init; } = UnverifiedAction.Wait;

    /// <summary>How often a block is fetched and found wrong in the same way before <see cref="OnUnverified"/> counts.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>Checks that do not reject a block: where one does not hold, it is counted as one that could not be made. Those of <see cref="CheckSet.Required"/> reject all the same.</summary>
    public CheckSet SkippedChecks { get; init; }

    /// <summary>Name of the chain's profile, or a file that holds one; null chooses by chain id.</summary>
    public string? Profile { get; init; }
}
