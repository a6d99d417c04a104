namespace HighPerfChainSync.Verification;

/// <summary>What was found out about a block: the checks that it passed, those that it failed, and those that could not be made.</summary>
/// <remarks>Owner: the <see cref="BlockVerifier"/> that fills it, overwritten by the next block; thread: the verifier's.</remarks>
internal sealed class BlockVerdict
{
    private readonly UnverifiableReason[] _reasons = new UnverifiableReason[BlockCheckNames.Count];
    private CheckSet _lenient;

    /// <summary>The checks that were made and hold.</summary>
    public CheckSet Passed { get; private set; }

    /// <summary>The checks that do not hold.</summary>
    public CheckSet Failed { get; private set; }

    /// <summary>The checks that could not be made; <see cref="ReasonOf"/> says why.</summary>
    public CheckSet Unverifiable { get; private set; }

    /// <summary>The checks that could not be made, by reason.</summary>
    public UnverifiableChecks Reasons
    {
        get
        {
            UnverifiableChecks reasons = default;
            foreach (BlockCheck check in Unverifiable) reasons = reasons.With(check, ReasonOf(check));
            return reasons;
        }
    }

    /// <summary>What the first failed check found, in words.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>Whether nothing is known against the block.</summary>
    public bool IsGood => Failed.IsEmpty;

    /// <summary>Why a check could not be made.</summary>
    public UnverifiableReason ReasonOf(BlockCheck check) => _reasons[(int)check];

    /// <summary>Begins a block.</summary>
    /// <param name="lenient">Checks that the chain does not keep to, or that are not wanted: where one does not hold, it could not be made.</param>
    public void Begin(CheckSet lenient)
    {
        _lenient = lenient;
        Passed = default;
        Failed = default;
        Unverifiable = default;
        Detail = "";
    }

    /// <summary>Notes that a check holds.</summary>
    public void Pass(BlockCheck check) => Passed = Passed.With(check);

    /// <summary>Notes that a check holds or does not hold, unless it could not be made before; what was found is to be said with <see cref="Explain"/>.</summary>
    /// <returns>Whether it has failed and nothing has been said yet.</returns>
    public bool Fails(BlockCheck check, bool holds)
    {
        if (holds)
        {
            if (!Failed.Contains(check) && !Unverifiable.Contains(check)) Pass(check);
            return false;
        }

        if (_lenient.Contains(check))
        {
            CannotVerify(check, UnverifiableReason.Profile);
            return false;
        }

        Passed = Passed.Without(check);
        Unverifiable = Unverifiable.Without(check);
        Failed = Failed.With(check);
        return Detail.Length == 0;
    }

    /// <summary>Says what a failed check found.</summary>
    public void Explain(string detail) => Detail = detail;

    /// <summary>Notes that a check could not be made, unless it has failed.</summary>
    public void CannotVerify(BlockCheck check, UnverifiableReason reason)
    {
        if (Failed.Contains(check)) return;
        Passed = Passed.Without(check);
        Unverifiable = Unverifiable.With(check);
        _reasons[(int)check] = reason;
    }
}
