using System.Diagnostics.CodeAnalysis;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.ReplayNode.Chains;

/// <summary>A chain that is reorganised while it is served: it has branches, one of which is the canonical one.</summary>
/// <remarks>Blocks of other branches are not known by their hashes, as on nodes that keep only the canonical chain. Thread: any.</remarks>
public sealed class BranchingChain : ReplayChain
{
    private readonly Lock _lock = new();
    private readonly List<ReplayChain> _branches;
    private readonly Stack<int> _before = new();
    private readonly ReplayChain? _other;
    private volatile ReplayChain _current;
    private int _active;

    /// <summary>Creates a chain without branches.</summary>
    /// <param name="trunk">The first branch.</param>
    /// <param name="other">What blocks of even height hold on other branches, a chain of the same range and id; when null, what they hold on the trunk.</param>
    public BranchingChain(ReplayChain trunk, ReplayChain? other = null)
    {
        ArgumentNullException.ThrowIfNull(trunk);
        _branches = [trunk];
        _current = trunk;
        _other = other;
    }

    /// <inheritdoc/>
    public override ReplayChain Current => _current;

    /// <summary>The canonical branch, counted from 0.</summary>
    public int Active
    {
        get
        {
            lock (_lock) return _active;
        }
    }

    /// <summary>How many branches there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _branches.Count;
        }
    }

    /// <inheritdoc/>
    public override ulong ChainId => Current.ChainId;

    /// <inheritdoc/>
    public override ulong First => Current.First;

    /// <inheritdoc/>
    public override ulong Last => Current.Last;

    /// <inheritdoc/>
    public override string ClientVersion => Current.ClientVersion;

    /// <summary>A branch.</summary>
    public ReplayChain Branch(int index)
    {
        lock (_lock) return _branches[index];
    }

    /// <summary>Adds a branch off the canonical one, which stays as it is.</summary>
    /// <param name="fork">The highest block that both have.</param>
    /// <returns>The new branch.</returns>
    public int AddBranch(ulong fork)
    {
        lock (_lock)
        {
            ReplayChain content = _other is null ? _branches[0] : new AlternatingChain(_branches[0], _other);
            _branches.Add(new ChainBranch(_branches[_active], fork, content, $"branch {_branches.Count}"));
            return _branches.Count - 1;
        }
    }

    /// <summary>Makes another branch the canonical one.</summary>
    public void SwitchTo(int branch)
    {
        lock (_lock)
        {
            _current = _branches[branch];
            _before.Push(_active);
            _active = branch;
        }
    }

    /// <summary>Replaces the highest blocks by others.</summary>
    /// <param name="head">The highest block there is now.</param>
    /// <param name="depth">How many blocks are replaced.</param>
    public void Reorganise(ulong head, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((ulong)depth, head - First, nameof(depth));
        SwitchTo(AddBranch(head - (ulong)depth));
    }

    /// <summary>Makes that branch the canonical one again that was it before the last change.</summary>
    /// <exception cref="InvalidOperationException">There was none.</exception>
    public void SwitchBack()
    {
        lock (_lock)
        {
            int before = _before.Pop();
            _current = _branches[before];
            _active = before;
        }
    }

    /// <inheritdoc/>
    public override bool TryGetBlock(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer) => Current.TryGetBlock(number, out answer);

    /// <inheritdoc/>
    public override bool TryGetReceipts(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer) => Current.TryGetReceipts(number, out answer);

    /// <inheritdoc/>
    public override bool TryFindBlock(in Hash256 hash, out ulong number) => Current.TryFindBlock(in hash, out number);

    /// <inheritdoc/>
    public override bool TryFindTransaction(in Hash256 hash, out ulong number, out int index) => Current.TryFindTransaction(in hash, out number, out index);

    /// <inheritdoc/>
    public override bool TryGetVerbatim(string method, ReadOnlySpan<byte> parameters, [NotNullWhen(true)] out ReplayAnswer? answer, out bool isError) =>
        Current.TryGetVerbatim(method, parameters, out answer, out isError);

    /// <inheritdoc/>
    public override bool HasVerbatim(string method) => Current.HasVerbatim(method);

    /// <summary>Some transactions change their block in a reorganisation, others vanish: blocks of even height hold others, the rest the same.</summary>
    private sealed class AlternatingChain(ReplayChain odd, ReplayChain even) : ReplayChain
    {
        public override ulong ChainId => odd.ChainId;

        public override ulong First => Math.Max(odd.First, even.First);

        public override ulong Last => Math.Min(odd.Last, even.Last);

        public override bool TryGetBlock(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer) => At(number).TryGetBlock(number, out answer);

        public override bool TryGetReceipts(ulong number, [NotNullWhen(true)] out ReplayAnswer? answer) => At(number).TryGetReceipts(number, out answer);

        public override bool TryFindBlock(in Hash256 hash, out ulong number) => odd.TryFindBlock(in hash, out number);

        public override bool TryFindTransaction(in Hash256 hash, out ulong number, out int index) => odd.TryFindTransaction(in hash, out number, out index);

        private ReplayChain At(ulong number) => number % 2 == 0 ? even : odd;
    }
}
