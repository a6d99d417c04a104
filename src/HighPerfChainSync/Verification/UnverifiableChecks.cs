namespace HighPerfChainSync.Verification;

/// <summary>The checks that could not be made of a block, by reason.</summary>
/// <remarks>Of a check that could not be made for two reasons, one is kept.</remarks>
public readonly record struct UnverifiableChecks
{
    /// <summary>Those for <see cref="UnverifiableReason.UnknownTransactionType"/>.</summary>
    public CheckSet UnknownTransactionType { get; init; }

    /// <summary>Those for <see cref="UnverifiableReason.UnknownField"/>.</summary>
    public CheckSet UnknownField { get; init; }

    /// <summary>Those for <see cref="UnverifiableReason.MissingField"/>.</summary>
    public CheckSet MissingField { get; init; }

    /// <summary>Those for <see cref="UnverifiableReason.Profile"/>.</summary>
    public CheckSet Profile { get; init; }

    /// <summary>All of them.</summary>
    public CheckSet All => UnknownTransactionType.Union(UnknownField).Union(MissingField).Union(Profile);

    /// <summary>Why a check could not be made.</summary>
    public UnverifiableReason ReasonOf(BlockCheck check) =>
        UnknownTransactionType.Contains(check) ? UnverifiableReason.UnknownTransactionType
        : UnknownField.Contains(check) ? UnverifiableReason.UnknownField
        : MissingField.Contains(check) ? UnverifiableReason.MissingField
        : Profile.Contains(check) ? UnverifiableReason.Profile
        : UnverifiableReason.None;

    /// <summary>These checks and one more.</summary>
    internal UnverifiableChecks With(BlockCheck check, UnverifiableReason reason) => reason switch
    {
        UnverifiableReason.UnknownTransactionType => this with { UnknownTransactionType = UnknownTransactionType.With(check) },
        UnverifiableReason.UnknownField => this with { UnknownField = UnknownField.With(check) },
        UnverifiableReason.MissingField => this with { MissingField = MissingField.With(check) },
        UnverifiableReason.Profile => this with { Profile = Profile.With(check) },
        _ => this,
    };
}
