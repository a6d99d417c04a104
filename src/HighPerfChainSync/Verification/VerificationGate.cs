using System.Globalization;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Verification;

/// <summary>Decides about the blocks of one source: lets good ones through, sends wrong ones back, and gives up where that was asked for.</summary>
/// <remarks>Thread: any; a verifier that was rented is the renter's.</remarks>
internal sealed class VerificationGate
{
    private readonly VerificationOptions _options;
    private readonly ChainSyncMetrics _metrics;
    private readonly ILogger _logger;
    private readonly UnverifiableCounts _unverifiable;
    private readonly WrongBlocks _wrong;
    private readonly Stack<BlockVerifier> _verifiers = new();
    private ChainProfile _profile;
    private ulong? _first;

    /// <summary>Creates a gate for a chain that is not known yet.</summary>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.Configuration"/>: the profile cannot be used.</exception>
    internal VerificationGate(VerificationOptions options, ChainSyncMetrics metrics, ILogger logger)
    {
        _options = options;
        _metrics = metrics;
        _logger = logger;
        // Now, since where the first verifier is made an error would be taken for the node's.
        if (options.Level >= VerificationLevel.Senders) SignatureRecovery.Prepare();
        _profile = options.Profile is null ? ChainProfiles.Generic : ChainProfiles.Load(options.Profile);
        _unverifiable = new UnverifiableCounts(metrics, logger);
        _wrong = new WrongBlocks(metrics.Status);
    }

    /// <summary>What is particular about the chain.</summary>
    internal ChainProfile Profile => Volatile.Read(ref _profile);

    /// <summary>Chooses the profile by the chain, unless one was named.</summary>
    internal void Begin(ChainIdentity identity)
    {
        if (_options.Profile is null && ChainProfiles.Of(identity.ChainId) is { } profile && profile != Profile)
        {
            Volatile.Write(ref _profile, profile);
            lock (_verifiers) _verifiers.Clear();
        }

        _logger.Verifies(VerificationLevelNames.Of(_options.Level), Profile.Name);
    }

    /// <summary>Says that nothing of the stream has been verified yet, and which block comes first.</summary>
    internal void BeginNew(ulong first)
    {
        lock (_unverifiable) _first = first;
    }

    /// <summary>
    /// Lends a verifier for this chain, the one that was given back last: there are as many as blocks are verified or encoded at once, and not one for each request under
    /// way, since each keeps memory for the encodings of a whole block.
    /// </summary>
    internal BlockVerifier RentVerifier()
    {
        lock (_verifiers)
        {
            if (_verifiers.TryPop(out BlockVerifier? verifier)) return verifier;
        }

        return new BlockVerifier(_options, Profile);
    }

    /// <summary>Takes a verifier back; its verdict is no longer read.</summary>
    internal void Return(BlockVerifier verifier)
    {
        lock (_verifiers) _verifiers.Push(verifier);
    }

    /// <summary>Notes that a block is good: it is not waited for, and something of the stream has been verified.</summary>
    /// <remarks>It may still be fetched again, for the sake of its neighbours.</remarks>
    internal void Accept(ulong number)
    {
        lock (_unverifiable)
        {
            if (_first == number) _first = null;
        }

        _wrong.Remove(number);
    }

    /// <summary>Counts what could not be verified of a good block that is handed on, which happens once to each.</summary>
    internal void HandOn(BlockData block)
    {
        BlockVerification found = block.Verification;
        if (found.Failed.IsEmpty && !found.Unverifiable.IsEmpty) _unverifiable.Count(block.Header.Number, found);
    }

    /// <summary>Notes that a block which was refused is not asked for any more.</summary>
    internal void GiveUp(ulong number) => _wrong.Remove(number);

    /// <summary>Decides what happens to a wrong block.</summary>
    /// <param name="number">Its height.</param>
    /// <param name="checks">The checks that it failed.</param>
    /// <param name="tries">How often it failed just these on every endpoint, this time included; 0 when it need not be decided now.</param>
    /// <param name="endpoint">Where it comes from.</param>
    /// <param name="detail">What was found, a sentence.</param>
    /// <param name="isWhole">Whether the block could be taken as it is.</param>
    /// <returns>Whether it is to be taken as it is.</returns>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.Unverified"/>: the stream is to end.</exception>
    internal bool Refuse(ulong number, CheckSet checks, int tries, string endpoint, string detail, bool isWhole)
    {
        foreach (BlockCheck check in checks) _metrics.CheckFailed(check, endpoint);
        if (tries < _options.Tries) return false;
        bool isFirst;
        lock (_unverifiable) isFirst = _first == number;
        if (_options.OnUnverified == UnverifiedAction.SkipVerification && isWhole)
        {
            _wrong.Remove(number);
            _logger.TakenUnverified(number, checks.ToString(), detail);
            return true;
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"{detail} It failed {tries} times in the same way ({checks}).");
        if (isFirst) throw new ChainSyncException(ChainSyncError.Unverified, text + FirstAdvice(checks, isWhole));
        if (_options.OnUnverified == UnverifiedAction.Stop)
            throw new ChainSyncException(ChainSyncError.Unverified, text + " Nothing from it on is committed. The node has wrong data of it: use another, or repair it.");
        _wrong.Add(new WrongBlock(number, checks.ToString(), tries));
        if (tries % _options.Tries == 0) _logger.WaitsForRight(number, endpoint, tries, checks.ToString());
        return false;
    }

    private static string FirstAdvice(CheckSet checks, bool isWhole) => !isWhole
        ? " It is the first block of the stream, and nothing of this chain has been read before: the node has wrong data, or sends it in a form of its own. "
            + "No option goes on without what is missing: use another node, or begin with another block."
        : $" It is the first block of the stream, and nothing of this chain has been verified before: the node has wrong data, or the chain has rules of its own. "
        + $"If it has, --skip-checks {checks.ToString().Replace(", ", ",", StringComparison.Ordinal)} goes on without them, and a file for --profile can say more (docs/verification.md).";
}
