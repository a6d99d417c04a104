using HighPerfChainSync.Checking;

namespace HighPerfChainSync.Kafka.Checking;

/// <summary>Reads all partitions side by side, the one that is furthest back next, and gives the records of each block to the checker together.</summary>
internal static class CheckMerge
{
    /// <summary>Runs it to the end of all partitions.</summary>
    public static void Run(List<CheckCursor> cursors, StoredBlockChecker checker, CheckPass pass, CancellationToken cancellationToken)
    {
        // Of the same block in the order of the partitions, so that the same topics give the same report.
        var queue = new PriorityQueue<CheckCursor, (ulong Number, int Order)>();
        for (int i = 0; i < cursors.Count; i++)
        {
            if (cursors[i].Advance(cancellationToken)) queue.Enqueue(cursors[i], (cursors[i].Number, i));
        }

        while (queue.TryPeek(out _, out (ulong Number, int Order) first))
        {
            ulong number = first.Number;
            checker.Begin(number);
            while (queue.TryPeek(out CheckCursor? cursor, out (ulong Number, int Order) next) && next.Number == number)
            {
                queue.Dequeue();
                bool hasMore;
                do
                {
                    checker.Add(cursor.Value, cursor.Place);
                    hasMore = cursor.Advance(cancellationToken);
                }
                while (hasMore && cursor.Number == number);
                if (hasMore) queue.Enqueue(cursor, (cursor.Number, next.Order));
            }

            checker.Complete();
            pass.Report(checker);
        }
    }
}
