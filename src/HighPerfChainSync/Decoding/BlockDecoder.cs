using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Decoding;

/// <summary>Decodes a node's answers straight into the records of a block, without strings and without allocating per record.</summary>
/// <remarks>
/// A block is decoded by <see cref="DecodeBlock"/>, then its receipts by <see cref="DecodeReceipts"/> or one by one by
/// <see cref="DecodeReceipt"/>, then <see cref="Complete"/>; several blocks may be under way. Each of them starts over when it is called again.
/// The order of JSON fields does not matter; unknown fields are skipped and counted. Invalid JSON ends in a <see cref="JsonException"/>.
/// Owner: one decoding stage; thread: one at a time.
/// </remarks>
public sealed class BlockDecoder
{
    private readonly UnknownFields _unknown;
    private readonly DecodeContext _context;
    private readonly HeaderDecoder _blocks;
    private readonly ReceiptDecoder _receipts;
    private readonly ReceiptJoiner _joiner = new();
    private readonly ExtraFieldNames _extraFields;
    private ReceiptRecord _receipt;

    /// <summary>Creates a decoder.</summary>
    /// <param name="unknown">Counts the fields that are skipped; may be shared with other decoders.</param>
    /// <param name="profile">What is particular about the chain; null for one that is not known.</param>
    public BlockDecoder(UnknownFields unknown, ChainProfile? profile = null)
    {
        _unknown = unknown ?? throw new ArgumentNullException(nameof(unknown));
        profile ??= ChainProfiles.Generic;
        _context = new DecodeContext(unknown, new OtherFields(profile));
        _extraFields = ExtraFieldNames.Of(profile.HeaderFields);
        _blocks = new HeaderDecoder(_context, profile.HeaderFields);
        _receipts = new ReceiptDecoder(_context);
    }

    /// <summary>Decodes the result of <c>eth_getBlockByNumber(n, true)</c> into an emptied block.</summary>
    /// <param name="json">From the object's first byte on; what follows the object is not looked at.</param>
    /// <param name="block">Is reset first, its <see cref="BlockData.SourceBytes"/> excepted.</param>
    /// <returns>Bytes of the object.</returns>
    /// <exception cref="DecodeException">A field is missing or has a form that it cannot have.</exception>
    public long DecodeBlock(in ReadOnlySequence<byte> json, BlockData block)
    {
        ArgumentNullException.ThrowIfNull(block);
        long sourceBytes = block.SourceBytes;
        block.Reset();
        block.SourceBytes = sourceBytes;
        block.ExtraFields = _extraFields;
        _joiner.Forget();
        _context.Begin("", null);
        var cursor = new JsonCursor(json);
        _blocks.Decode(ref cursor, block);
        block.Findings |= _context.UnknownFields;
        block.Mark = new DecodeMark(true, block.Arena.Length, block.Rollup.Count, block.Findings);
        return cursor.Position;
    }

    /// <summary>Decodes the result of <c>eth_getBlockReceipts</c> and joins the receipts to the block's transactions.</summary>
    /// <param name="json">From the array's first byte on; what follows the array is not looked at.</param>
    /// <param name="block">A decoded block; receipts that it has are dropped first.</param>
    /// <returns>Bytes of the array.</returns>
    /// <exception cref="DecodeException">A field is missing or has a form that it cannot have.</exception>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.InconsistentData"/>: a receipt is null, or belongs to no transaction, or is the second of one.</exception>
    public long DecodeReceipts(in ReadOnlySequence<byte> json, BlockData block)
    {
        RequireBlock(block);
        _joiner.Forget();
        DropReceipts(block);
        _context.Begin("receipts", block.Header.Number);
        var cursor = new JsonCursor(json);
        _context.EnterArray(ref cursor);
        try
        {
            for (int i = 0; _context.NextRootItem(ref cursor, i); i++)
            {
                if (cursor.TryTakeNull())
                    throw ReceiptJoiner.Wrong(BlockCheck.ReceiptNull, block, $"receipt {i} is null");
                DecodeOne(ref cursor, block);
            }

            return cursor.Position;
        }
        catch
        {
            DropReceipts(block);
            throw;
        }
    }

    /// <summary>Decodes the result of one <c>eth_getTransactionReceipt</c> and joins it to its transaction.</summary>
    /// <param name="json">From the object's first byte on; what follows the object is not looked at.</param>
    /// <param name="block">A decoded block.</param>
    /// <returns>Bytes of the object.</returns>
    /// <exception cref="DecodeException">A field is missing or has a form that it cannot have.</exception>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.InconsistentData"/>: the receipt belongs to no transaction, or is the second of one.</exception>
    public long DecodeReceipt(in ReadOnlySequence<byte> json, BlockData block)
    {
        RequireBlock(block);
        _joiner.Forget();
        _context.Begin("receipt", block.Header.Number);
        int arena = block.Arena.Length;
        int logs = block.Logs.Count;
        BlockFindings findings = block.Findings;
        var cursor = new JsonCursor(json);
        try
        {
            DecodeOne(ref cursor, block);
            return cursor.Position;
        }
        catch
        {
            block.Arena.Truncate(arena);
            block.Logs.Truncate(logs);
            block.Findings = findings;
            throw;
        }
    }

    /// <summary>Checks that every transaction has its receipt, puts the logs in order and finds the token transfers.</summary>
    /// <exception cref="ChainSyncException"><see cref="ChainSyncError.InconsistentData"/>: a receipt is missing, or two logs claim one place.</exception>
    public void Complete(BlockData block)
    {
        RequireBlock(block);
        RequireReceipts(block);
        LogOrder.Restore(block);
        TokenTransferExtractor.Extract(block);
        _unknown.Publish();
    }

    private static void RequireReceipts(BlockData block)
    {
        int missing = 0;
        int first = -1;
        ReadOnlySpan<TransactionRecord> transactions = block.Transactions.Items;
        for (int i = transactions.Length - 1; i >= 0; i--)
        {
            if (transactions[i].Has(TransactionFields.Receipt)) continue;
            missing++;
            first = i;
        }

        if (missing > 0)
            throw ReceiptJoiner.Wrong(BlockCheck.ReceiptMissing, block, $"{missing} of {transactions.Length} transactions have no receipt, the first is {transactions[first].Hash}");
    }

    private static void RequireBlock(BlockData block)
    {
        ArgumentNullException.ThrowIfNull(block);
        if (!block.Mark.HasBlock)
            throw new ChainSyncException(ChainSyncError.InconsistentData, "Receipts came without their block; they are decoded after it.");
    }

    private static void DropReceipts(BlockData block)
    {
        block.Logs.Truncate(0);
        block.Arena.Truncate(block.Mark.ArenaLength);
        ReceiptJoiner.Clear(block);
        for (int i = 0; i < block.Transactions.Count && block.Rollup.Count > block.Mark.RollupCount; i++)
        {
            if (block.Transactions[i].RollupIndex >= block.Mark.RollupCount) block.Transactions[i].RollupIndex = -1;
        }

        block.Rollup.Truncate(block.Mark.RollupCount);
        block.Findings = block.Mark.Findings;
    }

    private void DecodeOne(ref JsonCursor json, BlockData block)
    {
        _receipt = default;
        _receipts.Decode(ref json, block, ref _receipt);
        block.Findings |= _context.UnknownFields;
        _joiner.Join(block, in _receipt);
    }
}
