namespace HighPerfChainSync.Verification;

/// <summary>What was checked of a block.</summary>
/// <param name="Level">How much was asked for.</param>
/// <param name="Passed">The checks that were made and hold.</param>
/// <param name="Unverifiable">The checks that could not be made.</param>
public readonly record struct BlockVerification(VerificationLevel Level, CheckSet Passed, CheckSet Unverifiable)
{
    /// <summary>The checks that could not be made, by reason.</summary>
    public UnverifiableChecks Reasons { get; init; }

    /// <summary>The checks that do not hold; only a block that was taken all the same (<see cref="UnverifiedAction.SkipVerification"/>) has any.</summary>
    public CheckSet Failed { get; init; }
}
