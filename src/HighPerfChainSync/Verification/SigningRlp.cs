using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>What the sender of a transaction signed: its encoding without the signature (EIP-155, EIP-2718).</summary>
internal static class SigningRlp
{
    /// <summary>The smallest <c>v</c> that carries a chain id: 35 + 2 · id + parity (EIP-155).</summary>
    private const uint FirstReplayProtected = 35;

    /// <summary>27 + parity: the <c>v</c> of a signature that holds on every chain.</summary>
    private const uint FirstUnprotected = 27;

    /// <summary>Writes it.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="block">The block.</param>
    /// <param name="transaction">Of a known type that carries a signature.</param>
    /// <param name="chainId">What a legacy signature is bound to, or null.</param>
    internal static void Write(RlpWriter writer, BlockData block, in TransactionRecord transaction, UInt256? chainId)
    {
        if (transaction.Type != TransactionType.Legacy) writer.WriteRaw((byte)transaction.Type);
        int list = writer.BeginList();
        foreach (TransactionPart part in TransactionType.PartsOf(transaction.Type))
        {
            if (part != TransactionPart.Signature) TransactionRlp.Write(writer, block, in transaction, part);
        }

        if (chainId is UInt256 id)
        {
            writer.WriteNumber(in id);
            writer.WriteNumber(0UL);
            writer.WriteNumber(0UL);
        }

        writer.EndList(list);
    }

    /// <summary>Reads what the signature says beside <c>r</c> and <c>s</c>.</summary>
    /// <param name="transaction">Of a known type that carries a signature.</param>
    /// <param name="parity">0 or 1.</param>
    /// <param name="chainId">What a legacy signature is bound to, or null.</param>
    /// <returns>False when there is none of a known form: some chains put their own transactions into blocks without a signature.</returns>
    internal static bool TryReadSignature(in TransactionRecord transaction, out int parity, out UInt256? chainId)
    {
        parity = 0;
        chainId = null;
        if (transaction.R.IsZero && transaction.S.IsZero) return false;
        UInt256 v = transaction.Type == TransactionType.Legacy ? transaction.V : TransactionRlp.ParityOf(in transaction);
        if ((v.Limb2 | v.Limb3) != 0) return false;
        var value = new UInt128(v.Limb1, v.Limb0);
        if (transaction.Type != TransactionType.Legacy)
        {
            parity = (int)(value & 1U);
            return value <= 1U;
        }

        if (value >= FirstReplayProtected)
        {
            UInt128 rest = value - FirstReplayProtected;
            parity = (int)(rest & 1U);
            chainId = new UInt256((ulong)(rest >> 1), (ulong)(rest >> 65));
            return true;
        }

        parity = value == FirstUnprotected ? 0 : 1;
        return value == FirstUnprotected || value == FirstUnprotected + 1;
    }
}
