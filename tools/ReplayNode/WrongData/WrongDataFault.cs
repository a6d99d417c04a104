using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.ReplayNode.WrongData;

/// <summary>One way in which a node's answers about a block are wrong although they look right.</summary>
/// <remarks>Immutable; thread: any.</remarks>
public sealed class WrongDataFault
{
    private readonly Func<BlockDraft, bool> _damage;

    private WrongDataFault(string name, string what, BlockCheck[] checks, Func<BlockDraft, bool> damage)
    {
        Name = name;
        What = what;
        Checks = checks;
        _damage = damage;
    }

    /// <summary>Its name on the command line and in the documents, in kebab case.</summary>
    public string Name { get; }

    /// <summary>What the node does, a sentence.</summary>
    public string What { get; }

    /// <summary>
    /// The checks that find it, whatever block it strikes; others may find it too. None where the whole answer cannot be read
    /// (<see cref="Error"/>) or is no worse for it (<see cref="IsHarmless"/>).
    /// </summary>
    public IReadOnlyList<BlockCheck> Checks { get; }

    /// <summary>How it is counted where the data cannot be read, before anything is checked.</summary>
    public ChainSyncError? Error { get; private init; }

    /// <summary>Whether the records that come of it are the same: the order of receipts, for example, says nothing.</summary>
    public bool IsHarmless => Checks.Count == 0 && Error is null;

    /// <summary>Whether a block has what the fault changes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The chain has no such block.</exception>
    public bool CanStrike(ReplayChain chain, ulong number)
    {
        ArgumentNullException.ThrowIfNull(chain);
        return Damage(BlockDraft.Open(chain, number));
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A fault that one check finds.</summary>
    internal static WrongDataFault FoundBy(BlockCheck check, string name, string what, Func<BlockDraft, bool> damage) =>
        new(name, what, [check], damage);

    /// <summary>A fault that each of some checks finds.</summary>
    internal static WrongDataFault FoundBy(BlockCheck[] checks, string name, string what, Func<BlockDraft, bool> damage) =>
        new(name, what, checks, damage);

    /// <summary>A fault for which a value cannot be what its field says.</summary>
    internal static WrongDataFault Unreadable(string name, string what, Func<BlockDraft, bool> damage) =>
        new(name, what, [BlockCheck.Readable], damage) { Error = ChainSyncError.Decode };

    /// <summary>A fault that keeps the whole answer from being read.</summary>
    internal static WrongDataFault Unreadable(ChainSyncError error, string name, string what, Func<BlockDraft, bool> damage) =>
        new(name, what, [], damage) { Error = error };

    /// <summary>Something unusual that changes no record.</summary>
    internal static WrongDataFault Harmless(string name, string what, Func<BlockDraft, bool> damage) =>
        new(name, what, [], damage);

    /// <summary>Makes the block wrong.</summary>
    /// <returns>False when the block has nothing that could be; it may then be changed in part.</returns>
    internal bool Damage(BlockDraft draft) => _damage(draft);
}
