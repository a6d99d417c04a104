using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Decoding;

/// <summary>Joins receipts to their transactions by hash.</summary>
/// <remarks>Owner: one <see cref="BlockDecoder"/>; thread: the decoder's.</remarks>
internal sealed class ReceiptJoiner
{
    /// <summary>Flags that a receipt sets.</summary>
    public const TransactionFields ReceiptFields =
        TransactionFields.Receipt | TransactionFields.ReceiptType | TransactionFields.Status | TransactionFields.Root
        | TransactionFields.EmptyRoot | TransactionFields.ContractAddress | TransactionFields.EffectiveGasPrice
        | TransactionFields.ReceiptBloom | TransactionFields.ReceiptBlobGasUsed | TransactionFields.ReceiptBlobGasPrice
        | TransactionFields.CumulativeGasUsed | TransactionFields.ReceiptGasUsed;

    /// <summary>Flags of <see cref="RollupRecord"/> that only a transaction sets.</summary>
    public const RollupFields DepositFields = RollupFields.SourceHash | RollupFields.Mint | RollupFields.IsSystemTx;

    private readonly TransactionFinder _finder = new();

    /// <summary>Forgets the block before.</summary>
    public void Forget() => _finder.Forget();

    /// <summary>Joins a receipt, the last decoded one, whose logs are the block's last.</summary>
    /// <exception cref="ChainSyncException">It belongs to no transaction of the block, or to one that has a receipt.</exception>
    public void Join(BlockData block, in ReceiptRecord receipt)
    {
        int ordinal = FindTransaction(block, in receipt.Fields);
        ref TransactionRecord transaction = ref block.Transactions[ordinal];
        block.Findings |= Compare(in transaction, in receipt);
        CopyFields(in receipt.Fields, ref transaction);
        if (receipt.Rollup.Present != RollupFields.None) CopyRollup(block, ref transaction, in receipt.Rollup);

        BlockFindings findings = BlockFindings.None;
        foreach (ref LogRecord log in block.Logs.Items.Slice(transaction.LogStart, transaction.LogCount))
        {
            log.TransactionOrdinal = ordinal;
            if (log.TransactionIndex != receipt.Fields.Index) findings |= BlockFindings.LogTransactionIndex;
        }

        block.Findings |= findings;
    }

    /// <summary>Takes all receipts off their transactions.</summary>
    public static void Clear(BlockData block)
    {
        foreach (ref TransactionRecord transaction in block.Transactions.Items)
            transaction.Present &= ~ReceiptFields;
        foreach (ref RollupRecord rollup in block.Rollup.Items)
            rollup.Present &= DepositFields | RollupFields.DepositReceiptVersion;
    }

    private int FindTransaction(BlockData block, in TransactionRecord receipt)
    {
        Span<TransactionRecord> transactions = block.Transactions.Items;
        int ordinal = receipt.Index < (uint)transactions.Length ? (int)receipt.Index : -1;
        if (ordinal < 0 || transactions[ordinal].Hash != receipt.Hash || transactions[ordinal].Has(TransactionFields.Receipt))
            ordinal = _finder.Find(transactions, in receipt.Hash);
        if (ordinal < 0)
            throw Wrong(BlockCheck.ReceiptForeign, block, $"the receipt of {receipt.Hash} belongs to none of its {transactions.Length} transactions");
        if (transactions[ordinal].Has(TransactionFields.Receipt))
            throw Wrong(BlockCheck.ReceiptDuplicate, block, $"there are two receipts of transaction {receipt.Hash}");
        return ordinal;
    }

    internal static BlockCheckException Wrong(BlockCheck check, BlockData block, string what) =>
        new(check, $"Block {block.Header.Number} ({block.Header.Hash}): {what}. The answers are not of one block; they are fetched again.");

    private static BlockFindings Compare(in TransactionRecord transaction, in ReceiptRecord receipt)
    {
        BlockFindings findings = BlockFindings.None;
        if (receipt.Fields.Index != transaction.Index) findings |= BlockFindings.ReceiptIndex;
        if (!receipt.LogTransactionHash.IsAll(in transaction.Hash)) findings |= BlockFindings.LogTransactionHash;
        bool differs = (receipt.HasFrom && receipt.Fields.From != transaction.From)
            || (receipt.HasTo && (!transaction.Has(TransactionFields.To) || receipt.Fields.To != transaction.To))
            || (receipt.Fields.Has(TransactionFields.ReceiptType) && transaction.Has(TransactionFields.Type)
                && receipt.Fields.ReceiptType != transaction.Type);
        return differs ? findings | BlockFindings.ReceiptTransactionFields : findings;
    }

    private static void CopyFields(in TransactionRecord receipt, ref TransactionRecord transaction)
    {
        transaction.Present |= receipt.Present | TransactionFields.Receipt;
        transaction.LogStart = receipt.LogStart;
        transaction.LogCount = receipt.LogCount;
        transaction.CumulativeGasUsed = receipt.CumulativeGasUsed;
        transaction.GasUsed = receipt.GasUsed;
        transaction.Status = receipt.Status;
        transaction.Root = receipt.Root;
        transaction.ContractAddress = receipt.ContractAddress;
        transaction.EffectiveGasPrice = receipt.EffectiveGasPrice;
        transaction.ReceiptType = receipt.ReceiptType;
        transaction.BlobGasUsed = receipt.BlobGasUsed;
        transaction.BlobGasPrice = receipt.BlobGasPrice;
        transaction.ReceiptBloom = receipt.ReceiptBloom;
    }

    private static void CopyRollup(BlockData block, ref TransactionRecord transaction, in RollupRecord receipt)
    {
        RollupRecord merged = receipt;
        if (transaction.RollupIndex < 0)
        {
            transaction.RollupIndex = block.Rollup.Count;
            block.Rollup.Add() = merged;
            return;
        }

        ref RollupRecord rollup = ref block.Rollup[transaction.RollupIndex];
        merged.SourceHash = rollup.SourceHash;
        merged.Mint = rollup.Mint;
        merged.IsSystemTx = rollup.IsSystemTx;
        if (!merged.Has(RollupFields.DepositReceiptVersion)) merged.DepositReceiptVersion = rollup.DepositReceiptVersion;
        merged.Present |= rollup.Present & (DepositFields | RollupFields.DepositReceiptVersion);
        rollup = merged;
    }
}
