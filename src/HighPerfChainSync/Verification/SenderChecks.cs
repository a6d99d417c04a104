using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>Recovers the sender of every transaction from its signature and compares it with <c>from</c>.</summary>
/// <remarks>
/// A deposit (OP Stack) has no signature; its sender is in what is hashed. With the sender, the address of a created contract is proven too,
/// since it is compared with what sender and nonce make. Allocates only to grow.
/// Owner: a <see cref="BlockVerifier"/>; returned by: nobody, it is plain memory; thread: its owner's.
/// </remarks>
internal sealed class SenderChecks
{
    private readonly RlpWriter _writer = new();
    private readonly KeccakBatch _batch = new();
    private readonly RecordList<Signed> _signed = new();

    /// <summary>Creates it.</summary>
    /// <exception cref="Diagnostics.ChainSyncException"><see cref="Diagnostics.ChainSyncError.Configuration"/>: the native library is not there for this platform.</exception>
    internal SenderChecks() => SignatureRecovery.Prepare();

    /// <summary>Checks a block.</summary>
    /// <param name="block">Decoded.</param>
    /// <param name="counted">How many of its transactions are part of the block.</param>
    /// <param name="verdict">Receives what was found.</param>
    internal void Check(BlockData block, int counted, BlockVerdict verdict)
    {
        _writer.Clear();
        _batch.Clear();
        _signed.Clear(int.MaxValue);
        verdict.Pass(BlockCheck.TransactionSender);
        for (int i = 0; i < counted; i++)
        {
            UnverifiableReason reason = Add(block, i);
            if (reason != UnverifiableReason.None) verdict.CannotVerify(BlockCheck.TransactionSender, reason);
        }

        _batch.Run(_writer.Written);
        Recover(block);
        _batch.Run(_writer.Written);
        foreach (ref readonly Signed signed in _signed.Items) Compare(in block.Transactions[signed.Transaction], in signed, verdict);
    }

    private UnverifiableReason Add(BlockData block, int index)
    {
        ref readonly TransactionRecord transaction = ref block.Transactions[index];
        if (!TransactionType.IsKnown(transaction.Type)) return UnverifiableReason.UnknownTransactionType;
        if (!TransactionType.IsSigned(transaction.Type)) return UnverifiableReason.None;
        if (TransactionType.IsIncomplete(block, in transaction)) return UnverifiableReason.MissingField;
        if (!SigningRlp.TryReadSignature(in transaction, out int parity, out UInt256? chainId)) return UnverifiableReason.UnknownSignature;
        int start = _writer.Length;
        SigningRlp.Write(_writer, block, in transaction, chainId);
        int message = _batch.Add(new ArenaRange(start, _writer.Length - start));
        _signed.Add() = new Signed { Transaction = index, Parity = parity, Message = message };
        return UnverifiableReason.None;
    }

    /// <summary>Puts the public keys into the batch: an address is the end of its key's hash.</summary>
    private void Recover(BlockData block)
    {
        Span<byte> key = stackalloc byte[SignatureRecovery.PublicKeyLength];
        foreach (ref Signed signed in _signed.Items)
        {
            ref readonly TransactionRecord transaction = ref block.Transactions[signed.Transaction];
            bool isRecovered = SignatureRecovery.TryRecover(in _batch[signed.Message], in transaction.R, in transaction.S, signed.Parity, key);
            signed.Message = -1;
            if (!isRecovered) continue;
            int start = _writer.Length;
            _writer.WriteRaw(key);
            signed.Message = _batch.Add(new ArenaRange(start, key.Length));
        }
    }

    private void Compare(in TransactionRecord transaction, in Signed signed, BlockVerdict verdict)
    {
        ReadOnlySpan<byte> address = signed.Message < 0 ? [] : _batch[signed.Message].Bytes[(Hash256.Length - Address.Length)..];
        bool holds = address.SequenceEqual(transaction.From.Bytes);
        if (!holds && verdict.Unverifiable.Contains(BlockCheck.TransactionHash))
        {
            // What was signed is then not known either.
            verdict.CannotVerify(BlockCheck.TransactionSender, verdict.ReasonOf(BlockCheck.TransactionHash));
        }
        else if (verdict.Fails(BlockCheck.TransactionSender, holds))
        {
            string signer = address.IsEmpty ? "no key can have made its signature" : $"{new Address(address)} signed it";
            verdict.Explain($"transaction {transaction.Index}, {transaction.Hash}, says that {transaction.From} sent it, but {signer}");
        }
    }

    private struct Signed
    {
        public int Transaction;
        public int Parity;
        public int Message;
    }
}
