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
        if (!TransactionType.IsKnown(transaction.Type)) ThrowUnknown(block.Header.Number, in transaction);
        if (transaction.Type != TransactionType.Legacy) writer.WriteRaw((byte)transaction.Type);
        int list = writer.BeginList();
        if (transaction.Type == TransactionType.Deposit)
            WriteDeposit(writer, block, in transaction);
        else
            WriteSigned(writer, block, in transaction);
        writer.EndList(list);
    }

    private static void WriteSigned(RlpWriter writer, BlockData block, in TransactionRecord transaction)
    {
        if (transaction.Type != TransactionType.Legacy) writer.WriteNumber(transaction.ChainId);
        writer.WriteNumber(transaction.Nonce);
        if (transaction.Type >= TransactionType.DynamicFee)
        {
            writer.WriteNumber(transaction.MaxPriorityFeePerGas);
            writer.WriteNumber(transaction.MaxFeePerGas);
        }
        else
        {
            writer.WriteNumber(transaction.GasPrice);
        }

        writer.WriteNumber(transaction.Gas);
        WriteTo(writer, in transaction);
        writer.WriteNumber(transaction.Value);
        writer.WriteString(block.Arena.GetSpan(transaction.Input));
        if (transaction.Type != TransactionType.Legacy) WriteAccessList(writer, block, in transaction);
        if (transaction.Type == TransactionType.Blob)
        {
            writer.WriteNumber(transaction.MaxFeePerBlobGas);
            WriteWords(writer, block.Arena.GetSpan(transaction.BlobVersionedHashes));
        }

        if (transaction.Type == TransactionType.SetCode) WriteAuthorizations(writer, block, in transaction);
        WriteSignature(writer, in transaction);
    }

    private static void WriteDeposit(RlpWriter writer, BlockData block, in TransactionRecord transaction)
    {
        ref readonly RollupRecord rollup = ref block.Rollup[transaction.RollupIndex];
        writer.WriteString(rollup.SourceHash.Bytes);
        writer.WriteString(transaction.From.Bytes);
        WriteTo(writer, in transaction);
        writer.WriteNumber(rollup.Mint);
        writer.WriteNumber(transaction.Value);
        writer.WriteNumber(transaction.Gas);
        writer.WriteBoolean(rollup.IsSystemTx);
        writer.WriteString(block.Arena.GetSpan(transaction.Input));
    }

    private static void WriteSignature(RlpWriter writer, in TransactionRecord transaction)
    {
        // A legacy v carries the chain id (EIP-155); a typed one is the parity, which some nodes send as v only.
        if (transaction.Type == TransactionType.Legacy || !transaction.Has(TransactionFields.YParity))
            writer.WriteNumber(transaction.V);
        else
            writer.WriteNumber(transaction.YParity);
        writer.WriteNumber(transaction.R);
        writer.WriteNumber(transaction.S);
    }

    private static void WriteTo(RlpWriter writer, in TransactionRecord transaction) =>
        writer.WriteString(transaction.Has(TransactionFields.To) ? transaction.To.Bytes : []);

    private static void WriteAccessList(RlpWriter writer, BlockData block, in TransactionRecord transaction)
    {
        int list = writer.BeginList();
        for (int i = 0; i < transaction.AccessListCount; i++)
        {
            ref readonly AccessListRecord entry = ref block.AccessList[transaction.AccessListStart + i];
            int item = writer.BeginList();
            writer.WriteString(entry.Address.Bytes);
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
            writer.WriteString(entry.Address.Bytes);
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
