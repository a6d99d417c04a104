using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Decoding;

/// <summary>Puts a block's logs in block order, whatever the order of its receipts was.</summary>
internal static class LogOrder
{
    /// <summary>Sorts only when needed: nodes send receipts in order.</summary>
    /// <exception cref="Diagnostics.ChainSyncException">Two logs of a transaction have the same index, so there is no order.</exception>
    public static void Restore(BlockData block)
    {
        if (!IsOrdered(block.Logs.Items)) Sort(block);
        Span<LogRecord> logs = block.Logs.Items;
        for (int i = 1; i < logs.Length; i++)
        {
            if (logs[i].LogIndex > logs[i - 1].LogIndex) continue;
            if (logs[i].TransactionOrdinal == logs[i - 1].TransactionOrdinal)
                throw ReceiptJoiner.Wrong(BlockCheck.LogDuplicate, block, $"two logs of one transaction have the index {logs[i].LogIndex}");
            block.Findings |= BlockFindings.LogIndexOrder;
        }
    }

    private static bool IsOrdered(ReadOnlySpan<LogRecord> logs)
    {
        for (int i = 1; i < logs.Length; i++)
        {
            if (Compare(in logs[i - 1], in logs[i]) > 0) return false;
        }

        return true;
    }

    private static void Sort(BlockData block)
    {
        Span<LogRecord> logs = block.Logs.Items;
        logs.Sort(static (x, y) => Compare(in x, in y));
        Span<TransactionRecord> transactions = block.Transactions.Items;
        int start = 0;
        foreach (ref TransactionRecord transaction in transactions)
        {
            transaction.LogStart = start;
            start += transaction.LogCount;
        }
    }

    private static int Compare(in LogRecord x, in LogRecord y) =>
        x.TransactionOrdinal != y.TransactionOrdinal
            ? x.TransactionOrdinal.CompareTo(y.TransactionOrdinal)
            : x.LogIndex.CompareTo(y.LogIndex);
}
