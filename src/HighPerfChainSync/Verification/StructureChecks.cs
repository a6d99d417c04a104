using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Verification;

/// <summary>Checks what no root protects: whether the parts of a block fit one another.</summary>
/// <remarks>Rules that compare with the parent's gas or fees are not among them: chains differ in those.</remarks>
internal static class StructureChecks
{
    /// <summary>EIP-4844: gas of a blob.</summary>
    private const ulong GasPerBlob = 1 << 17;

    /// <summary>EIP-155: <c>v</c> is this, twice the chain id, and the parity; below, it is 27 or 28 and names no chain.</summary>
    private const ulong FirstChainV = 35;

    /// <summary>Keccak-256 of the RLP of the empty list: <c>sha3Uncles</c> of a block without uncles.</summary>
    private static readonly Hash256 s_noUncles = Keccak256.Hash([0xC0]);

    private static readonly (BlockFindings Finding, BlockCheck Check, string Detail)[] s_findings =
    [
        (BlockFindings.TransactionBlockHash, BlockCheck.TransactionBlock, "a transaction's blockHash is another"),
        (BlockFindings.TransactionBlockNumber, BlockCheck.TransactionBlock, "a transaction's blockNumber is another"),
        (BlockFindings.TransactionIndex, BlockCheck.TransactionIndex, "a transaction's transactionIndex is not its position"),
        (BlockFindings.ReceiptBlockHash, BlockCheck.ReceiptBlock, "a receipt's blockHash is another: it is of another fork"),
        (BlockFindings.ReceiptBlockNumber, BlockCheck.ReceiptBlock, "a receipt's blockNumber is another"),
        (BlockFindings.ReceiptIndex, BlockCheck.ReceiptIndex, "a receipt's transactionIndex is not its transaction's"),
        (BlockFindings.ReceiptTransactionFields, BlockCheck.ReceiptTransaction, "a receipt's from, to or type is not its transaction's"),
        (BlockFindings.LogBlockHash, BlockCheck.LogBlock, "a log's blockHash is another"),
        (BlockFindings.LogBlockNumber, BlockCheck.LogBlock, "a log's blockNumber is another"),
        (BlockFindings.LogTransactionHash, BlockCheck.LogTransaction, "a log's transactionHash is not its receipt's"),
        (BlockFindings.LogTransactionIndex, BlockCheck.LogTransaction, "a log's transactionIndex is not its receipt's"),
        (BlockFindings.LogRemoved, BlockCheck.LogRemoved, "a log says that it was removed"),
        (BlockFindings.BlockTimestamp, BlockCheck.ItemTimestamp, "a transaction's or a log's blockTimestamp is not the block's"),
    ];

    /// <summary>Checks a block.</summary>
    /// <param name="block">Decoded, with its receipts.</param>
    /// <param name="counted">How many of its transactions count: all, or all but the one that the node appended.</param>
    /// <param name="verdict">Receives what was found.</param>
    internal static void Check(BlockData block, int counted, BlockVerdict verdict)
    {
        foreach ((BlockFindings finding, BlockCheck check, string detail) in s_findings)
        {
            if (verdict.Fails(check, (block.Findings & finding) == 0)) verdict.Explain(detail);
        }

        bool hasOwnRules = HasUnknownType(block.Transactions.Items);
        CheckUncles(block, verdict);
        CheckLogIndex(block, verdict);
        CheckGas(block, counted, hasOwnRules, verdict);
        PriceChecks.Check(block, counted, hasOwnRules, verdict);
        CheckTransactions(block, counted, verdict);
    }

    private static bool HasUnknownType(ReadOnlySpan<TransactionRecord> transactions)
    {
        foreach (ref readonly TransactionRecord transaction in transactions)
        {
            if (!TransactionType.IsKnown(transaction.Type)) return true;
        }

        return false;
    }

    private static void CheckUncles(BlockData block, BlockVerdict verdict)
    {
        ref readonly BlockHeader header = ref block.Header;
        if (!header.Has(HeaderFields.Uncles) || !header.Has(HeaderFields.Sha3Uncles) || header.Sha3Uncles.IsZero)
        {
            verdict.CannotVerify(BlockCheck.Uncles, UnverifiableReason.MissingField);
            return;
        }

        bool isEmpty = header.Uncles.Length == 0;
        if (verdict.Fails(BlockCheck.Uncles, isEmpty == (header.Sha3Uncles == s_noUncles)))
            verdict.Explain($"it lists {header.Uncles.Length / Hash256.Length} uncles, but its sha3Uncles is {header.Sha3Uncles}");
    }

    private static void CheckLogIndex(BlockData block, BlockVerdict verdict)
    {
        ReadOnlySpan<LogRecord> logs = block.Logs.Items;
        int i = 0;
        while (i < logs.Length && logs[i].LogIndex == (uint)i) i++;
        if (verdict.Fails(BlockCheck.LogIndex, i == logs.Length))
            verdict.Explain($"the log at position {i} has the logIndex {logs[i].LogIndex}");
    }

    private static void CheckGas(BlockData block, int counted, bool hasOwnRules, BlockVerdict verdict)
    {
        const TransactionFields Needed = TransactionFields.CumulativeGasUsed | TransactionFields.ReceiptGasUsed;
        ulong sum = 0;
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items[..counted])
        {
            if ((transaction.Present & Needed) != Needed)
            {
                verdict.CannotVerify(BlockCheck.CumulativeGas, UnverifiableReason.MissingField);
                verdict.CannotVerify(BlockCheck.GasUsed, UnverifiableReason.MissingField);
                return;
            }

            unchecked { sum += transaction.GasUsed; }
            // A chain with transactions of its own may count their gas in its own way.
            if (hasOwnRules && transaction.CumulativeGasUsed != sum) verdict.CannotVerify(BlockCheck.CumulativeGas, UnverifiableReason.UnknownTransactionType);
            else if (verdict.Fails(BlockCheck.CumulativeGas, transaction.CumulativeGasUsed == sum))
                verdict.Explain($"the receipt of transaction {transaction.Index} has the cumulativeGasUsed {transaction.CumulativeGasUsed}, but the sum of gasUsed up to it is {sum}");
            sum = transaction.CumulativeGasUsed;
        }

        if (!block.Header.Has(HeaderFields.GasUsed)) verdict.CannotVerify(BlockCheck.GasUsed, UnverifiableReason.MissingField);
        else if (hasOwnRules && sum != block.Header.GasUsed) verdict.CannotVerify(BlockCheck.GasUsed, UnverifiableReason.UnknownTransactionType);
        else if (verdict.Fails(BlockCheck.GasUsed, sum == block.Header.GasUsed))
            verdict.Explain($"its gasUsed is {block.Header.GasUsed}, but its receipts sum up to {sum}");
    }

    private static void CheckTransactions(BlockData block, int counted, BlockVerdict verdict)
    {
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items[..counted])
        {
            if (transaction.Type != TransactionType.Legacy && transaction.Has(TransactionFields.YParity) && transaction.Has(TransactionFields.V)
                && verdict.Fails(BlockCheck.TransactionParity, transaction.V == transaction.YParity || transaction.V == transaction.YParity + 27))
                verdict.Explain($"transaction {transaction.Index} has the yParity {transaction.YParity} and the v {transaction.V}");
            CheckChain(in transaction, verdict);
            if (!transaction.Has(TransactionFields.ReceiptBlobGasUsed) || transaction.Type != TransactionType.Blob) continue;
            ulong blobs = (ulong)(transaction.BlobVersionedHashes.Length / Hash256.Length);
            if (verdict.Fails(BlockCheck.BlobGas, transaction.BlobGasUsed == blobs * GasPerBlob))
                verdict.Explain($"the receipt of transaction {transaction.Index} has the blobGasUsed {transaction.BlobGasUsed}, but the transaction has {blobs} blobs");
        }
    }

    /// <summary>The chain id of a legacy transaction is in its hash as part of <c>v</c> only (EIP-155).</summary>
    private static void CheckChain(in TransactionRecord transaction, BlockVerdict verdict)
    {
        if (transaction.Type != TransactionType.Legacy || !transaction.Has(TransactionFields.ChainId) || !transaction.Has(TransactionFields.V)) return;
        if (transaction.V < FirstChainV) return;
        UInt256 least = transaction.ChainId + transaction.ChainId + FirstChainV;
        if (verdict.Fails(BlockCheck.TransactionParity, transaction.V == least || transaction.V == least + 1))
            verdict.Explain($"transaction {transaction.Index} has the chainId {transaction.ChainId} and the v {transaction.V}");
    }
}
