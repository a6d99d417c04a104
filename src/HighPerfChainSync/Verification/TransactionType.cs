namespace HighPerfChainSync.Verification;

/// <summary>The EIP-2718 transaction types whose encodings are known here.</summary>
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

    /// <summary>Whether the encoding of this type is known.</summary>
    internal static bool IsKnown(ulong type) => type is <= SetCode or Deposit;
}
