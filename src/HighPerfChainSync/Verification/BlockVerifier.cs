using HighPerfChainSync.Chain;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>Checks decoded blocks of one chain against themselves, one after another.</summary>
/// <remarks>
/// A field or a type that is not known here makes a block unverifiable in that respect; it never makes it wrong. Allocates nothing once
/// its memory has grown, unless a block is wrong. Owner: who has rented it of the <see cref="VerificationGate"/>, or made it; thread: its owner's.
/// </remarks>
internal sealed class BlockVerifier
{
    private readonly VerificationLevel _level;
    private readonly ChainProfile _profile;
    private readonly CheckSet _lenient;
    private readonly (LenientCase Case, CheckSet Checks)[] _cases;
    private readonly RootChecks _roots;
    private readonly SenderChecks? _senders;

    /// <summary>Creates a verifier.</summary>
    /// <param name="options">What is checked.</param>
    /// <param name="profile">What is particular about the chain.</param>
    /// <exception cref="Diagnostics.ChainSyncException"><see cref="Diagnostics.ChainSyncError.Configuration"/>: senders are to be verified, and the native library for that is not there for this platform.</exception>
    internal BlockVerifier(VerificationOptions options, ChainProfile profile)
    {
        _level = options.Level;
        _profile = profile;
        _roots = new RootChecks(profile);
        if (_level >= VerificationLevel.Senders) _senders = new SenderChecks();
        _lenient = options.SkippedChecks.Union(CheckSet.Of(profile.LenientChecks));
        _cases = new (LenientCase, CheckSet)[profile.LenientCases.Count];
        for (int i = 0; i < _cases.Length; i++)
            _cases[i] = (profile.LenientCases[i], CheckSet.Of(profile.LenientCases[i].Checks));
    }

    /// <summary>What was found out about the last block.</summary>
    internal BlockVerdict Verdict { get; } = new();

    /// <summary>Checks a block.</summary>
    /// <param name="block">Decoded, its receipts joined, its logs in order.</param>
    internal BlockVerdict Verify(BlockData block)
    {
        CheckSet lenient = _lenient;
        foreach ((LenientCase rule, CheckSet checks) in _cases)
        {
            if (rule.Applies(block)) lenient = lenient.Union(checks);
        }

        Verdict.Begin(lenient);
        int counted = block.Transactions.Count;
        if (_profile.HasStateSyncTransactions && StateSync.IsLast(block)) counted--;
        if (_level >= VerificationLevel.Structure) StructureChecks.Check(block, counted, Verdict);
        if (_level >= VerificationLevel.Roots) _roots.Check(block, counted, Verdict);
        _senders?.Check(block, counted, Verdict);
        block.Verification = new BlockVerification(_level, Verdict.Passed, Verdict.Unverifiable) { Reasons = Verdict.Reasons, Failed = Verdict.Failed };
        return Verdict;
    }
}
