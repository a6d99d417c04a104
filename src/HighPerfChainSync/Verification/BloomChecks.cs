using System.Numerics;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>Checks the bloom filters of receipts and header.</summary>
/// <remarks>
/// A receipt's filter is in the receipts' root: where that holds, the filter is right as well, and the header's is the union of all. The
/// filters are computed from the logs where the root does not say so.
/// Allocates only to grow. Owner: a <see cref="RootChecks"/>; returned by: nobody, it is plain memory; thread: its owner's.
/// </remarks>
internal sealed class BloomChecks
{
    private readonly BloomItems _items = new();
    private byte[] _computed = [];
    private int _length;
    private bool _isComputed;

    /// <summary>The filters computed from the logs, one behind the other.</summary>
    internal ReadOnlySpan<byte> Computed => _computed.AsSpan(0, _length);

    /// <summary>Begins a block; computes the filters when the node did not send all of them.</summary>
    /// <returns>Whether the node sent all of them.</returns>
    internal bool Prepare(BlockData block, int counted)
    {
        _isComputed = false;
        _length = 0;
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items[..counted])
        {
            if (transaction.ReceiptBloom.Length == LogsBloom.Length && transaction.Has(TransactionFields.ReceiptBloom)) continue;
            Compute(block, counted);
            return false;
        }

        return true;
    }

    /// <summary>Checks a block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="counted">How many of its transactions count.</param>
    /// <param name="areReceiptsGood">Whether the receipts' root holds.</param>
    /// <param name="verdict">Receives what was found.</param>
    internal void Check(BlockData block, int counted, bool areReceiptsGood, BlockVerdict verdict)
    {
        if (!areReceiptsGood && !_isComputed) Compute(block, counted);
        Span<byte> union = stackalloc byte[LogsBloom.Length];
        union.Clear();
        verdict.Pass(BlockCheck.ReceiptBloom);
        for (int i = 0; i < counted; i++)
        {
            ref readonly TransactionRecord transaction = ref block.Transactions[i];
            ReadOnlySpan<byte> given = block.Arena.GetSpan(transaction.ReceiptBloom);
            ReadOnlySpan<byte> bloom = _isComputed ? Computed.Slice(i * LogsBloom.Length, LogsBloom.Length) : given;
            LogsBloom.Unite(union, bloom);
            if (!transaction.Has(TransactionFields.ReceiptBloom) || given.IsEmpty) verdict.CannotVerify(BlockCheck.ReceiptBloom, UnverifiableReason.MissingField);
            else if (_isComputed && verdict.Fails(BlockCheck.ReceiptBloom, given.SequenceEqual(bloom)))
                verdict.Explain($"the logsBloom of the receipt of transaction {i} is not that of its logs");
        }

        ref readonly BlockHeader header = ref block.Header;
        if (header.LogsBloom.Length == 0) verdict.CannotVerify(BlockCheck.LogsBloom, UnverifiableReason.MissingField);
        else if (verdict.Fails(BlockCheck.LogsBloom, union.SequenceEqual(block.Arena.GetSpan(header.LogsBloom))))
            verdict.Explain("its logsBloom is not that of its logs");
    }

    private void Compute(BlockData block, int counted)
    {
        _length = counted * LogsBloom.Length;
        if (_computed.Length < _length) _computed = new byte[BitOperations.RoundUpToPowerOf2((uint)_length)];
        Span<byte> blooms = _computed.AsSpan(0, _length);
        blooms.Clear();
        _items.Hash(block);
        for (int i = 0; i < counted; i++)
        {
            ref readonly TransactionRecord transaction = ref block.Transactions[i];
            _items.AddTo(blooms.Slice(i * LogsBloom.Length, LogsBloom.Length), transaction.LogStart, transaction.LogCount);
        }

        _isComputed = true;
    }
}
