using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Checking;

/// <summary>What of a block cannot be checked from its records, because they are not all there is, and why.</summary>
internal sealed class StoredLimits
{
    private const string NoTransactions = "the stream has no transactions";
    private const string NoLogs = "the stream has no logs";
    private const string Plain = "the plain schema has not all that is hashed";

    private static readonly CheckSet s_withoutTransactions = CheckSet.Empty
        .With(BlockCheck.BlockNumber).With(BlockCheck.BlockHash).With(BlockCheck.Uncles).With(BlockCheck.WithdrawalsRoot).With(BlockCheck.ParentHash)
        .With(BlockCheck.Readable);

    private static readonly CheckSet s_logs = CheckSet.Empty
        .With(BlockCheck.ReceiptsRoot).With(BlockCheck.ReceiptBloom).With(BlockCheck.LogsBloom).With(BlockCheck.LogBlock).With(BlockCheck.LogTransaction)
        .With(BlockCheck.LogIndex).With(BlockCheck.LogDuplicate).With(BlockCheck.LogRemoved);

    private static readonly CheckSet s_extended = CheckSet.Empty
        .With(BlockCheck.BlockHash).With(BlockCheck.Uncles).With(BlockCheck.TransactionHash).With(BlockCheck.TransactionsRoot)
        .With(BlockCheck.ReceiptsRoot).With(BlockCheck.TransactionParity).With(BlockCheck.TransactionSender);

    /// <summary>The checks of what a node's answers say twice, of which records hold one alone: a receipt's own filter, block, transaction and index.</summary>
    internal static readonly CheckSet NotStored = CheckSet.Empty
        .With(BlockCheck.ReceiptBloom).With(BlockCheck.ReceiptBlock).With(BlockCheck.ReceiptIndex).With(BlockCheck.ReceiptTransaction).With(BlockCheck.LogRemoved);

    private readonly bool _hasTransactions;

    public StoredLimits(EntitySet entities)
    {
        HasTransfers = entities.Contains(Entity.TokenTransfer);
        _hasTransactions = entities.Contains(Entity.Transaction);
        HasLogs = _hasTransactions && entities.Contains(Entity.Log);
        if (HasLogs) return;
        foreach (string name in BlockCheckNames.All)
        {
            if (!BlockCheckNames.TryParse(name, out BlockCheck check)) continue;
            bool needsTransactions = !_hasTransactions && !s_withoutTransactions.Contains(check);
            if (needsTransactions || s_logs.Contains(check)) Lacking = Lacking.With(check);
        }
    }

    /// <summary>Whether logs are there, and the transactions that they belong to.</summary>
    public bool HasLogs { get; }

    /// <summary>Whether token transfers are there.</summary>
    public bool HasTransfers { get; }

    /// <summary>Whether transactions are there.</summary>
    public bool HasTransactions => _hasTransactions;

    /// <summary>The checks for which whole kinds of records are missing.</summary>
    public CheckSet Lacking { get; }

    /// <summary>Notes what the plain schema lacks of a block, so that it is not taken for wrong.</summary>
    public static void NotePlain(BlockData block)
    {
        block.Findings |= BlockFindings.UnknownBlockField | BlockFindings.UnknownTransactionField;
        foreach (ref readonly TransactionRecord transaction in block.Transactions.Items)
        {
            // The receipt of a deposit has two fields more.
            if (transaction.Type == TransactionType.Deposit) block.Findings |= BlockFindings.UnknownReceiptField;
        }
    }

    /// <summary>Why a check could not be made.</summary>
    public string WhyNot(BlockCheck check, UnverifiableReason reason, bool isPlain)
    {
        if (Lacking.Contains(check)) return _hasTransactions ? NoLogs : NoTransactions;
        if (isPlain && s_extended.Contains(check)) return Plain;
        return reason switch
        {
            UnverifiableReason.UnknownTransactionType => "a transaction has a type whose encoding is not known",
            UnverifiableReason.MissingField => "the node did not send a field that is hashed",
            UnverifiableReason.Profile => "the chain's profile or --skip-checks says so",
            _ => UnverifiableReasonNames.Of(reason),
        };
    }
}
