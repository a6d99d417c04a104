using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>The EIP-2718 transaction types whose encodings are known here, and these encodings.</summary>
internal static class TransactionType
{
    /// <summary>A list of nine fields, without a type byte.</summary>
    internal const ulong Legacy = 0;

    /// <summary>EIP-2930.</summary>
    internal const ulong AccessList = 1;

    /// <summary>EIP-1559.</summary>
    internal const ulong DynamicFee = 2;

    /// <summary>EIP-4844.</summary>
    internal const ulong Blob = 3;

    /// <summary>EIP-7702.</summary>
    internal const ulong SetCode = 4;

    /// <summary>OP Stack deposit.</summary>
    internal const ulong Deposit = 0x7E;

    private static ReadOnlySpan<TransactionPart> LegacyParts =>
    [
        TransactionPart.Nonce, TransactionPart.GasPrice, TransactionPart.Gas, TransactionPart.To, TransactionPart.Value,
        TransactionPart.Input, TransactionPart.Signature,
    ];

    private static ReadOnlySpan<TransactionPart> AccessListParts =>
    [
        TransactionPart.ChainId, TransactionPart.Nonce, TransactionPart.GasPrice, TransactionPart.Gas, TransactionPart.To, TransactionPart.Value,
        TransactionPart.Input, TransactionPart.AccessList, TransactionPart.Signature,
    ];

    private static ReadOnlySpan<TransactionPart> DynamicFeeParts =>
    [
        TransactionPart.ChainId, TransactionPart.Nonce, TransactionPart.MaxPriorityFeePerGas, TransactionPart.MaxFeePerGas, TransactionPart.Gas,
        TransactionPart.To, TransactionPart.Value, TransactionPart.Input, TransactionPart.AccessList, TransactionPart.Signature,
    ];

    private static ReadOnlySpan<TransactionPart> BlobParts =>
    [
        TransactionPart.ChainId, TransactionPart.Nonce, TransactionPart.MaxPriorityFeePerGas, TransactionPart.MaxFeePerGas, TransactionPart.Gas,
        TransactionPart.To, TransactionPart.Value, TransactionPart.Input, TransactionPart.AccessList, TransactionPart.MaxFeePerBlobGas,
        TransactionPart.BlobVersionedHashes, TransactionPart.Signature,
    ];

    private static ReadOnlySpan<TransactionPart> SetCodeParts =>
    [
        TransactionPart.ChainId, TransactionPart.Nonce, TransactionPart.MaxPriorityFeePerGas, TransactionPart.MaxFeePerGas, TransactionPart.Gas,
        TransactionPart.To, TransactionPart.Value, TransactionPart.Input, TransactionPart.AccessList, TransactionPart.Authorizations,
        TransactionPart.Signature,
    ];

    private static ReadOnlySpan<TransactionPart> DepositParts =>
    [
        TransactionPart.SourceHash, TransactionPart.From, TransactionPart.To, TransactionPart.Mint, TransactionPart.Value, TransactionPart.Gas,
        TransactionPart.IsSystemTx, TransactionPart.Input,
    ];

    /// <summary>Whether the encoding of this type is known.</summary>
    internal static bool IsKnown(ulong type) => !PartsOf(type).IsEmpty;

    /// <summary>Whether a transaction of this type carries a signature.</summary>
    internal static bool IsSigned(ulong type) => type != Deposit;

    /// <summary>Whether the node left out something that is in the encoding and never empty: the signature, the chain id of a typed transaction, the origin of a deposit.</summary>
    /// <param name="block">The block.</param>
    /// <param name="transaction">Of a known type.</param>
    internal static bool IsIncomplete(BlockData block, in TransactionRecord transaction)
    {
        if (transaction.Type == Deposit)
            return transaction.RollupIndex < 0 || !block.Rollup[transaction.RollupIndex].Has(RollupFields.SourceHash);
        const TransactionFields Halves = TransactionFields.R | TransactionFields.S;
        return (transaction.Present & Halves) != Halves
            || (transaction.Present & (TransactionFields.V | TransactionFields.YParity)) == 0
            || (transaction.Type != Legacy && !transaction.Has(TransactionFields.ChainId));
    }

    /// <summary>What the encoding of a type consists of, in order; nothing when the type is not known.</summary>
    internal static ReadOnlySpan<TransactionPart> PartsOf(ulong type) => type switch
    {
        Legacy => LegacyParts,
        AccessList => AccessListParts,
        DynamicFee => DynamicFeeParts,
        Blob => BlobParts,
        SetCode => SetCodeParts,
        Deposit => DepositParts,
        _ => default,
    };
}
