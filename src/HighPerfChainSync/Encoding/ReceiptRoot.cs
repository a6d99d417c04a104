using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>The receipt's root as data: some rollups send an empty one, which is not the same as none.</summary>
internal static class ReceiptRoot
{
    /// <summary>32 bytes, or none for an empty or an absent root.</summary>
    public static ReadOnlySpan<byte> RootBytes(this in TransactionRecord transaction) =>
        transaction.Has(TransactionFields.Root) ? transaction.Root.Bytes : default;
}
