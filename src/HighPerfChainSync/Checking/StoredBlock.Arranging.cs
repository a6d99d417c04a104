using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Checking;

/// <summary>Puts the records in order, joins them, and says what stands in the way of that.</summary>
internal sealed partial class StoredBlock
{
    private void CheckClaims(List<StoredOrigin> origins, BlockCheck check, BlockFindings finding)
    {
        ref readonly BlockHeader header = ref data.Header;
        foreach (StoredOrigin origin in origins)
        {
            if (origin.Identity.BlockHash != header.Hash)
                Find(check, finding, in origin, $"its block_hash is {origin.Identity.BlockHash}, and the block is {header.Hash}");
            if (origin.Identity.Timestamp != header.Timestamp)
                Find(BlockCheck.ItemTimestamp, BlockFindings.BlockTimestamp, in origin, $"its block_timestamp is {origin.Identity.Timestamp}, and the block's is {header.Timestamp}");
        }
    }

    private void Find(BlockCheck check, BlockFindings finding, in StoredOrigin origin, string message)
    {
        data.Findings |= finding;
        // One of a block is enough: what is wrong with the block itself is wrong with all of its records.
        if (Reported.Contains(check)) return;
        Reported = Reported.With(check);
        report(new StoredFault(BlockCheckNames.Of(check), data.Header.Number, origin.Place, message));
    }

    private void ArrangeTransactions()
    {
        RecordList<TransactionRecord> list = data.Transactions;
        bool isOrdered = true;
        for (int i = 1; i < list.Count; i++)
        {
            isOrdered &= list[i].Index > list[i - 1].Index;
            if (list[i].Index < list[i - 1].Index) Order(_transactions[i - 1], _transactions[i], "transaction", list[i].Index, list[i - 1].Index);
        }

        if (!isOrdered)
        {
            list.Items.Sort(static (x, y) => x.Index != y.Index ? x.Index.CompareTo(y.Index) : x.LogStart.CompareTo(y.LogStart));
            int kept = 1;
            for (int i = 1; i < list.Count; i++)
            {
                if (list[i].Hash == list[kept - 1].Hash && list[i].Index == list[kept - 1].Index) Duplicate(_transactions[list[i].LogStart]);
                else list[kept++] = list[i];
            }

            list.Truncate(Math.Min(kept, list.Count));
        }

        for (int i = 0; i < list.Count; i++)
        {
            if (list[i].Index != (uint)i) data.Findings |= BlockFindings.TransactionIndex;
            list[i].LogStart = 0;
        }
    }

    private void ArrangeTransfers()
    {
        bool isOrdered = true;
        for (int i = 1; i < Transfers.Count; i++)
        {
            isOrdered &= Transfers[i].LogIndex > Transfers[i - 1].LogIndex;
            if (Transfers[i].LogIndex < Transfers[i - 1].LogIndex) Order(_transfers[i - 1], _transfers[i], "token transfer", Transfers[i].LogIndex, Transfers[i - 1].LogIndex);
        }

        if (!isOrdered)
        {
            Transfers.Items.Sort(static (x, y) =>
                x.LogIndex != y.LogIndex ? x.LogIndex.CompareTo(y.LogIndex) : x.TransactionOrdinal.CompareTo(y.TransactionOrdinal));
        }
    }

    private void ArrangeLogs()
    {
        RecordList<LogRecord> logs = data.Logs;
        bool isOrdered = true;
        for (int i = 1; i < logs.Count; i++)
        {
            isOrdered &= logs[i].LogIndex > logs[i - 1].LogIndex;
            if (logs[i].LogIndex < logs[i - 1].LogIndex) Order(_logs[i - 1], _logs[i], "log", logs[i].LogIndex, logs[i - 1].LogIndex);
        }

        if (!isOrdered) logs.Items.Sort(static (x, y) => x.LogIndex != y.LogIndex ? x.LogIndex.CompareTo(y.LogIndex) : x.TransactionOrdinal.CompareTo(y.TransactionOrdinal));
        int kept = 0;
        int last = -1;
        for (int i = 0; i < logs.Count; i++)
        {
            LogRecord log = logs[i];
            StoredOrigin origin = _logs[log.TransactionOrdinal];
            if (kept > 0 && logs[kept - 1].LogIndex == log.LogIndex && _logs[last].Identity.TransactionHash == origin.Identity.TransactionHash)
            {
                Duplicate(origin);
                continue;
            }

            int arrival = log.TransactionOrdinal;
            if (!TryLink(ref log, in origin)) continue;
            last = arrival;
            logs[kept++] = log;
        }

        logs.Truncate(kept);
        CountLogs();
    }

    /// <summary>Finds the transaction of a log. Most often it is that of the log before, or the next one.</summary>
    private bool TryLink(ref LogRecord log, in StoredOrigin origin)
    {
        ReadOnlySpan<TransactionRecord> transactions = data.Transactions.Items;
        if (transactions.IsEmpty) return true;
        Hash256 hash = origin.Identity.TransactionHash;
        int ordinal = log.TransactionIndex < (uint)transactions.Length && transactions[(int)log.TransactionIndex].Hash == hash
            ? (int)log.TransactionIndex
            : _finder.Find(transactions, in hash);
        if (ordinal < 0)
        {
            Find(BlockCheck.LogTransaction, BlockFindings.LogTransactionHash, in origin, $"its transaction {hash} is not in the block");
            return false;
        }

        log.TransactionOrdinal = ordinal;
        if (log.TransactionIndex == transactions[ordinal].Index) return true;
        Find(
            BlockCheck.LogTransaction, BlockFindings.LogTransactionIndex, in origin,
            $"its transaction_index is {log.TransactionIndex}, and its transaction's is {transactions[ordinal].Index}");
        return true;
    }

    /// <summary>Gives each transaction its logs; those of a transaction that do not lie together are brought together, which is a fault of their index.</summary>
    private void CountLogs()
    {
        if (data.Transactions.Count == 0) return;
        Span<LogRecord> logs = data.Logs.Items;
        for (int i = 1; i < logs.Length; i++)
        {
            if (logs[i].TransactionOrdinal >= logs[i - 1].TransactionOrdinal) continue;
            data.Findings |= BlockFindings.LogIndexOrder;
            logs.Sort(static (x, y) => x.TransactionOrdinal != y.TransactionOrdinal ? x.TransactionOrdinal.CompareTo(y.TransactionOrdinal) : x.LogIndex.CompareTo(y.LogIndex));
            break;
        }

        foreach (ref readonly LogRecord log in logs) data.Transactions[log.TransactionOrdinal].LogCount++;
        int start = 0;
        foreach (ref TransactionRecord transaction in data.Transactions.Items)
        {
            transaction.LogStart = start;
            start += transaction.LogCount;
        }
    }

    private void Duplicate(in StoredOrigin origin) =>
        report(new StoredFault(StoredCheckNames.RecordDuplicate, data.Header.Number, origin.Place, "this record is there already"));

    /// <summary>Between partitions there is no order.</summary>
    private void Order(in StoredOrigin before, in StoredOrigin after, string what, uint index, uint indexBefore)
    {
        if (before.Place.Partition != after.Place.Partition || before.Place.Topic != after.Place.Topic) return;
        report(new StoredFault(
            StoredCheckNames.RecordOrder, data.Header.Number, after.Place, $"{what} {index} stands behind {what} {indexBefore}"));
    }
}
