using System.Collections;
using System.Numerics;
using System.Text;

namespace HighPerfChainSync.Verification;

/// <summary>A set of checks.</summary>
public readonly record struct CheckSet : IReadOnlyCollection<BlockCheck>
{
    private readonly ulong _bits;

    private CheckSet(ulong bits) => _bits = bits;

    /// <summary>No check.</summary>
    public static CheckSet Empty => default;

    /// <summary>What a block must have to be one at all: these cannot be skipped.</summary>
    public static CheckSet Required { get; } = Empty
        .With(BlockCheck.BlockNumber).With(BlockCheck.Readable).With(BlockCheck.ParentHash)
        .With(BlockCheck.ReceiptNull).With(BlockCheck.ReceiptMissing).With(BlockCheck.ReceiptForeign).With(BlockCheck.ReceiptDuplicate)
        .With(BlockCheck.ReceiptBlock).With(BlockCheck.LogDuplicate);

    /// <summary>The checks of these names; a name that no check has is left out.</summary>
    public static CheckSet Of(IReadOnlyList<string> names)
    {
        CheckSet checks = Empty;
        foreach (string name in names)
        {
            if (BlockCheckNames.TryParse(name, out BlockCheck check)) checks = checks.With(check);
        }

        return checks;
    }

    /// <inheritdoc/>
    public int Count => BitOperations.PopCount(_bits);

    /// <summary>Whether the set holds nothing.</summary>
    public bool IsEmpty => _bits == 0;

    /// <summary>Whether a check is in the set.</summary>
    public bool Contains(BlockCheck check) => (_bits & Bit(check)) != 0;

    /// <summary>The set with one check more.</summary>
    public CheckSet With(BlockCheck check) => new(_bits | Bit(check));

    /// <summary>The set without a check.</summary>
    public CheckSet Without(BlockCheck check) => new(_bits & ~Bit(check));

    /// <summary>What is in either set.</summary>
    public CheckSet Union(CheckSet other) => new(_bits | other._bits);

    /// <summary>What is in both sets.</summary>
    public CheckSet Intersect(CheckSet other) => new(_bits & other._bits);

    /// <summary>What is in this set and not in the other.</summary>
    public CheckSet Except(CheckSet other) => new(_bits & ~other._bits);

    /// <inheritdoc cref="IEnumerable{T}.GetEnumerator"/>
    public CheckSetEnumerator GetEnumerator() => new(_bits);

    IEnumerator<BlockCheck> IEnumerable<BlockCheck>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The names, separated by commas.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (BlockCheck check in this)
            text.Append(text.Length == 0 ? "" : ", ").Append(BlockCheckNames.Of(check));
        return text.ToString();
    }

    private static ulong Bit(BlockCheck check) => 1UL << (int)check;
}
