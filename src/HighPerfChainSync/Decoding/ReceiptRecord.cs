using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>A receipt that has not found its transaction yet: its hash may come after everything else.</summary>
internal struct ReceiptRecord
{
    /// <summary>The receipt's own fields; <see cref="TransactionRecord.Hash"/>, <c>From</c>, <c>To</c> and <c>Index</c> are what it says of its transaction.</summary>
    public TransactionRecord Fields;

    /// <summary>What rollups add.</summary>
    public RollupRecord Rollup;

    /// <summary>What its logs say of their transaction.</summary>
    public Agreement<Hash256> LogTransactionHash;

    /// <summary>Whether <c>from</c> is there.</summary>
    public bool HasFrom;

    /// <summary>Whether <c>to</c> is there with a value.</summary>
    public bool HasTo;
}
