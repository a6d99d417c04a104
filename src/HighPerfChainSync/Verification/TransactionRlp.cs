using System.Diagnostics.CodeAnalysis;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>The consensus encoding of a signed transaction (EIP-2718), whose Keccak-256 is its hash.</summary>
internal static class TransactionRlp
{
    /// <summary>Writes the transaction, with its type byte unless it is a legacy one.</summary>
    /// <exception cref="ChainSyncException">The encoding of its type is not known (<see cref="TransactionType.IsKnown"/>).</exception>
    internal static void Write(RlpWriter writer, BlockData block, in TransactionRecord transaction)
    {
        ReadOnlySpan<TransactionPart> parts = TransactionType.PartsOf(transaction.Type);
        if (parts.IsEmpty) ThrowUnknown(block.Header.Number, in transaction);
        if (transaction.Type != TransactionType.Legacy) writer.WriteRaw((byte)transaction.Type);
        int list = writer.BeginList();
        foreach (TransactionPart part in parts) Write(writer, block, in transaction, part);
        writer.EndList(list);
    }

    /// <summary>Writes one item of the encoding.</summary>
    internal static void Write(RlpWriter writer, BlockData block, in TransactionRecord transaction, TransactionPart part)
    {
        switch (part)
        {
            case TransactionPart.ChainId: writer.WriteNumber(transaction.ChainId); break;
            case TransactionPart.Nonce: writer.WriteNumber(transaction.Nonce); break;
            case TransactionPart.GasPrice: writer.WriteNumber(transaction.GasPrice); break;
            case TransactionPart.MaxPriorityFeePerGas: writer.WriteNumber(transaction.MaxPriorityFeePerGas); break;
            case TransactionPart.MaxFeePerGas: writer.WriteNumber(transaction.MaxFeePerGas); break;
            case TransactionPart.Gas: writer.WriteNumber(transaction.Gas); break;
            case TransactionPart.To: writer.WriteString(transaction.Has(TransactionFields.To) ? transaction.To.Bytes : []); break;
            case TransactionPart.Value: writer.WriteNumber(transaction.Value); break;
            case TransactionPart.Input: writer.WriteString(block.Arena.GetSpan(transaction.Input)); break;
            case TransactionPart.AccessList: WriteAccessList(writer, block, in transaction); break;
            case TransactionPart.MaxFeePerBlobGas: writer.WriteNumber(transaction.MaxFeePerBlobGas); break;
            case TransactionPart.BlobVersionedHashes: WriteWords(writer, block.Arena.GetSpan(transaction.BlobVersionedHashes)); break;
            case TransactionPart.Authorizations: WriteAuthorizations(writer, block, in transaction); break;
            case TransactionPart.Signature: WriteSignature(writer, in transaction); break;
            default: WriteDepositPart(writer, block, in transaction, part); break;
        }
    }

    /// <summary>The parity in the signature of a typed transaction, which some nodes send as <c>v</c> only, and some of these as 27 or 28.</summary>
    internal static UInt256 ParityOf(in TransactionRecord transaction)
    {
        if (transaction.Has(TransactionFields.YParity)) return transaction.YParity;
        return transaction.V == 27UL ? 0UL : transaction.V == 28UL ? 1UL : transaction.V;
    }

    private static void WriteDepositPart(RlpWriter writer, BlockData block, in TransactionRecord transaction, TransactionPart part)
    {
        RollupRecord rollup = transaction.RollupIndex < 0 ? default : block.Rollup[transaction.RollupIndex];
        switch (part)
        {
            case TransactionPart.SourceHash: writer.WriteHash(in rollup.SourceHash); break;
            case TransactionPart.From: writer.WriteAddress(in transaction.From); break;
            case TransactionPart.Mint: writer.WriteNumber(rollup.Mint); break;
            case TransactionPart.IsSystemTx: writer.WriteBoolean(rollup.IsSystemTx); break;
        }
    }

    private static void WriteSignature(RlpWriter writer, in TransactionRecord transaction)
    {
        // A legacy v carries the chain id (EIP-155); a typed one is the parity.
        writer.WriteNumber(transaction.Type == TransactionType.Legacy ? transaction.V : ParityOf(in transaction));
        writer.WriteNumber(transaction.R);
        writer.WriteNumber(transaction.S);
    }

    private static void WriteAccessList(RlpWriter writer, BlockData block, in TransactionRecord transaction)
    {
        int list = writer.BeginList();
        for (int i = 0; i < transaction.AccessListCount; i++)
        {
            ref readonly AccessListRecord entry = ref block.AccessList[transaction.AccessListStart + i];
            int item = writer.BeginList();
            writer.WriteAddress(in entry.Address);
            WriteWords(writer, block.Arena.GetSpan(entry.StorageKeys));
            writer.EndList(item);
        }

        writer.EndList(list);
    }

    private static void WriteAuthorizations(RlpWriter writer, BlockData block, in TransactionRecord transaction)
    {
        int list = writer.BeginList();
        for (int i = 0; i < transaction.AuthorizationCount; i++)
        {
            ref readonly AuthorizationRecord entry = ref block.Authorizations[transaction.AuthorizationStart + i];
            int item = writer.BeginList();
            writer.WriteNumber(entry.ChainId);
            writer.WriteAddress(in entry.Address);
            writer.WriteNumber(entry.Nonce);
            writer.WriteNumber(entry.YParity);
            writer.WriteNumber(entry.R);
            writer.WriteNumber(entry.S);
            writer.EndList(item);
        }

        writer.EndList(list);
    }

    private static void WriteWords(RlpWriter writer, ReadOnlySpan<byte> words)
    {
        int list = writer.BeginList();
        for (int i = 0; i < words.Length; i += Hash256.Length)
            writer.WriteString(words.Slice(i, Hash256.Length));
        writer.EndList(list);
    }

    [DoesNotReturn]
    private static void ThrowUnknown(ulong block, in TransactionRecord transaction) =>
        throw new ChainSyncException(
            ChainSyncError.InconsistentData,
            $"Block {block}, transaction {transaction.Hash}: the encoding of type 0x{transaction.Type:x} is not known, so its hash cannot be computed.");
}
