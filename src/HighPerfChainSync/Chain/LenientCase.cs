using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Chain;

/// <summary>Checks that a chain does not keep to in some blocks: where one of them does not hold there, the block is unverifiable in that respect.</summary>
/// <remarks>At least one of the conditions must be given; a block is such a case when one of them is met.</remarks>
public sealed record LenientCase
{
    /// <summary>The checks, by their <see cref="BlockCheckNames"/>.</summary>
    public IReadOnlyList<string> Checks { get; set; } = [];

    /// <summary>Blocks that hold a transaction of one of these types (EIP-2718).</summary>
    public IReadOnlyList<ulong> TransactionTypes { get; set; } = [];

    /// <summary>Blocks that hold a transaction without a signature: r and s are there, and 0.</summary>
    public bool Unsigned { get; set; }

    /// <summary>Block 0.</summary>
    public bool Genesis { get; set; }

    /// <summary>Whether any condition is given.</summary>
    internal bool HasCondition => TransactionTypes.Count > 0 || Unsigned || Genesis;

    /// <summary>Whether a block is such a case.</summary>
    internal bool Applies(BlockData block)
    {
        if (Genesis && block.Header.Number == 0) return true;
        if (TransactionTypes.Count == 0 && !Unsigned) return false;
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items)
        {
            if (Unsigned && IsUnsigned(in transaction)) return true;
            for (int i = 0; i < TransactionTypes.Count; i++)
            {
                if (TransactionTypes[i] == transaction.Type) return true;
            }
        }

        return false;
    }

    private static bool IsUnsigned(in TransactionRecord transaction) =>
        transaction.Has(TransactionFields.R) && transaction.Has(TransactionFields.S) && transaction.R.IsZero && transaction.S.IsZero;
}
