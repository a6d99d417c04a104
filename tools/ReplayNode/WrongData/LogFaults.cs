using System.Text.Json.Nodes;
using HighPerfChainSync.Verification;
using static HighPerfChainSync.ReplayNode.WrongData.WrongDataFault;

namespace HighPerfChainSync.ReplayNode.WrongData;

/// <summary>What can be wrong about the logs in a block's receipts.</summary>
internal static class LogFaults
{
    internal static IEnumerable<WrongDataFault> Create() =>
    [
        FoundBy(BlockCheck.LogIndex, "log-index-shifted", "Every logIndex is one too high.", draft => draft.ChangeLogs((log, index) => log.Put("logIndex", index + 1))),
        FoundBy(BlockCheck.LogIndex, "log-index-per-transaction", "The logIndex starts again in every transaction.", CountPerReceipt),
        FoundBy(BlockCheck.LogIndex, "log-index-underflow", "The first logIndex is -1 in 32 bits.", draft => draft.ChangeLogs((log, index) => log.Put("logIndex", unchecked((uint)(index - 1))))),
        FoundBy(BlockCheck.LogDuplicate, "log-index-duplicated", "Two logs of a transaction have the same logIndex.", draft => ChangePair(draft, (first, second) => second.Put("logIndex", first.Quantity("logIndex")))),
        FoundBy(BlockCheck.ReceiptsRoot, "logs-swapped", "Two logs of a transaction have each other's logIndex.", draft => ChangePair(draft, (first, second) => JsonEdit.Exchange(first, second, "logIndex"))),
        FoundBy([BlockCheck.ReceiptsRoot, BlockCheck.LogsBloom], "logs-empty", "No receipt has any log.", Clear),
        FoundBy(BlockCheck.ReceiptsRoot, "log-missing", "The last log of the block is missing.", RemoveLast),
        FoundBy(BlockCheck.LogIndex, "log-missing-first", "The first log of the block is missing.", RemoveFirst),
        FoundBy(BlockCheck.ReceiptsRoot, "log-added", "The last log of the block comes again, under the next index.", Add),
        FoundBy(BlockCheck.ReceiptsRoot, "log-data-changed", "A log has other data.", draft => draft.ChangeLog(log => log.Flip("data"))),
        FoundBy([BlockCheck.ReceiptsRoot, BlockCheck.ReceiptBloom], "log-topic-changed", "A log has another topic.", draft => draft.ChangeLog(log => log.FlipFirst("topics"))),
        FoundBy(BlockCheck.ReceiptsRoot, "log-topic-missing", "A log lacks its last topic.", draft => draft.ChangeLog(LoseTopic)),
        FoundBy([BlockCheck.ReceiptsRoot, BlockCheck.ReceiptBloom], "log-address-changed", "A log is another contract's.", draft => draft.ChangeLog(log => log.Flip("address"))),
        FoundBy(BlockCheck.LogRemoved, "log-marked-removed", "A log says that it was removed.", draft => draft.ChangeLog(MarkRemoved)),
        FoundBy(BlockCheck.LogBlock, "log-block-hash-changed", "A log names another block's hash.", draft => draft.ChangeLog(log => log.Flip("blockHash"))),
        FoundBy(BlockCheck.LogBlock, "log-block-number-changed", "A log names another block's number.", draft => draft.ChangeLog(log => log.Raise("blockNumber"))),
        FoundBy(BlockCheck.LogTransaction, "log-transaction-hash-changed", "A log names another transaction.", draft => draft.ChangeLog(log => log.Flip("transactionHash"))),
        FoundBy(BlockCheck.LogTransaction, "log-transaction-index-changed", "A log has another transactionIndex.", draft => draft.ChangeLog(log => log.Raise("transactionIndex"))),
        FoundBy(BlockCheck.ItemTimestamp, "log-timestamp-wrong", "A log's blockTimestamp is not the block's.", draft => draft.ChangeLog(log => log.Put("blockTimestamp", draft.Block.Quantity("timestamp") + 1))),
        Harmless("logs-reordered", "The logs of a receipt come in reverse order, each with its own logIndex.", Reverse),
    ];

    private static IEnumerable<JsonArray> Lists(BlockDraft draft, int least) =>
        draft.Receipts.OfType<JsonObject>().Select(receipt => receipt["logs"]).OfType<JsonArray>().Where(logs => logs.Count >= least);

    private static bool CountPerReceipt(BlockDraft draft)
    {
        int lists = 0;
        foreach (JsonArray logs in Lists(draft, 1))
        {
            lists++;
            for (int i = 0; i < logs.Count; i++) logs[i]!.AsObject().Put("logIndex", i);
        }

        return lists > 1;
    }

    private static bool ChangePair(BlockDraft draft, Action<JsonObject, JsonObject> change)
    {
        foreach (JsonArray logs in Lists(draft, 2))
        {
            JsonObject first = logs[0]!.AsObject();
            JsonObject second = logs[1]!.AsObject();
            // Two equal logs may change places.
            if (first.Text("data") == second.Text("data")) continue;
            change(first, second);
            return true;
        }

        return false;
    }

    private static bool Clear(BlockDraft draft)
    {
        bool hasAny = draft.Logs.Any();
        foreach (JsonArray logs in Lists(draft, 1)) logs.Clear();
        return hasAny;
    }

    private static bool RemoveLast(BlockDraft draft)
    {
        if (Lists(draft, 1).LastOrDefault() is not JsonArray logs) return false;
        logs.RemoveAt(logs.Count - 1);
        return true;
    }

    private static bool RemoveFirst(BlockDraft draft)
    {
        if (draft.Logs.Take(2).Count() < 2) return false;
        Lists(draft, 1).First().RemoveAt(0);
        return true;
    }

    private static bool Add(BlockDraft draft)
    {
        if (Lists(draft, 1).LastOrDefault() is not JsonArray logs) return false;
        JsonObject again = logs[^1]!.DeepClone().AsObject();
        again.Raise("logIndex");
        logs.Add(again);
        return true;
    }

    private static bool LoseTopic(JsonObject log)
    {
        if (log["topics"] is not JsonArray { Count: > 0 } topics) return false;
        topics.RemoveAt(topics.Count - 1);
        return true;
    }

    private static bool MarkRemoved(JsonObject log)
    {
        log["removed"] = true;
        return true;
    }

    private static bool Reverse(BlockDraft draft)
    {
        if (Lists(draft, 2).FirstOrDefault() is not JsonArray logs) return false;
        for (int i = 0; i < logs.Count / 2; i++) JsonEdit.Exchange(logs, i, logs.Count - 1 - i);
        return true;
    }
}
