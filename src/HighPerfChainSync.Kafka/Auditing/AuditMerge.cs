namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>Reads all partitions side by side, the one that is furthest back next, so that what belongs to a block comes together.</summary>
internal static class AuditMerge
{
    private const int ReportEvery = 1024;

    public static void Run(List<AuditCursor> cursors, BlockLedger ledger, AuditPass pass, CancellationToken cancellationToken)
    {
        var queue = new PriorityQueue<AuditCursor, ulong>();
        foreach (AuditCursor cursor in cursors) Place(cursor);
        int sinceReport = 0;
        while (queue.TryDequeue(out AuditCursor? cursor, out ulong number))
        {
            ledger.Passed(number);
            bool more;
            do
            {
                ledger.Add(in cursor.Head);
                more = cursor.Advance(cancellationToken);
                if (more) ledger.Announce(in cursor.Head);
                if (++sinceReport % ReportEvery == 0) pass.Report(number);
            }
            while (more && cursor.Head.Number == number);
            if (more) queue.Enqueue(cursor, cursor.Head.Number);
        }

        ledger.Complete();

        void Place(AuditCursor cursor)
        {
            if (!cursor.Advance(cancellationToken)) return;
            ledger.Announce(in cursor.Head);
            queue.Enqueue(cursor, cursor.Head.Number);
        }
    }
}
