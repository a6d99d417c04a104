using HighPerfChainSync.Chain;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>The fields that are not part of what is hashed, on any chain or as a chain's profile says: that they are there means nothing.</summary>
/// <remarks>Immutable; thread: any.</remarks>
internal sealed class OtherFields
{
    /// <summary>What OpenEthereum and its relatives say besides.</summary>
    private static readonly string[] s_transaction = ["condition", "creates", "networkId", "publicKey", "raw", "standardV"];

    /// <summary>Besu says why a transaction was reverted; OP Stack nodes say a number that a fee was made of.</summary>
    private static readonly string[] s_receipt = ["daFootprintGasScalar", "revertReason"];

    private readonly byte[][] _block;
    private readonly byte[][] _transaction;
    private readonly byte[][] _receipt;

    public OtherFields(ChainProfile profile)
    {
        _block = ToUtf8(profile.OtherBlockFields);
        _transaction = ToUtf8([.. s_transaction, .. profile.OtherTransactionFields]);
        _receipt = ToUtf8([.. s_receipt, .. profile.OtherReceiptFields]);
    }

    /// <summary>Whether the name is one of them.</summary>
    /// <param name="kind">The kind of object, as <see cref="FieldNames.WhenUnknown"/> says it.</param>
    /// <param name="name">UTF-8.</param>
    public bool Contains(BlockFindings kind, ReadOnlySpan<byte> name)
    {
        byte[][] names = kind switch
        {
            BlockFindings.UnknownBlockField => _block,
            BlockFindings.UnknownTransactionField => _transaction,
            BlockFindings.UnknownReceiptField => _receipt,
            _ => [],
        };
        foreach (byte[] known in names)
        {
            if (name.SequenceEqual(known)) return true;
        }

        return false;
    }

    private static byte[][] ToUtf8(IReadOnlyList<string> names)
    {
        var texts = new byte[names.Count][];
        for (int i = 0; i < texts.Length; i++) texts[i] = TextEncoding.UTF8.GetBytes(names[i]);
        return texts;
    }
}
