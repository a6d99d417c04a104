using System.Numerics;
using System.Text.Json.Nodes;
using HighPerfChainSync.Diagnostics;
using static HighPerfChainSync.ReplayNode.WrongData.WrongDataFault;

namespace HighPerfChainSync.ReplayNode.WrongData;

/// <summary>Values that no field can have, and JSON that breaks off.</summary>
internal static class FormFaults
{
    internal static IEnumerable<WrongDataFault> Create() =>
    [
        Decode("quantity-too-large", "A transaction's value has more than 256 bits.", draft => draft.ChangeTransaction(item => item.Put("value", BigInteger.One << 256))),
        Decode("quantity-malformed", "A transaction's value is not hexadecimal.", draft => draft.ChangeTransaction(item => Put(item, "value", "-1"))),
        Decode("log-index-too-large", "A logIndex has more than 32 bits.", draft => draft.ChangeLog(item => item.Put("logIndex", BigInteger.One << 32))),
        Decode("hash-too-short", "A transaction's hash has 31 bytes.", draft => draft.ChangeTransaction(item => Put(item, "hash", item.Text("hash")![..^2]))),
        Decode("data-odd", "A transaction's input has half a byte.", draft => draft.ChangeTransaction(item => Put(item, "input", item.Text("input") + "0"))),
        Decode("bloom-too-short", "The header's bloom filter has 255 bytes.", draft => Put(draft.Block, "logsBloom", draft.Block.Text("logsBloom")![..^2])),
        Decode("topics-too-many", "A log has five topics.", draft => draft.ChangeLog(AddTopics)),
        Decode("field-missing", "A transaction has no hash.", draft => draft.ChangeTransaction(item => item.Remove("hash"))),
        Decode("receipt-field-missing", "A receipt does not say of which transaction it is.", draft => draft.ChangeReceipt(item => item.Remove("transactionHash"))),
        Decode("transactions-as-hashes", "The transactions are their hashes only.", ReduceToHashes),
        Unreadable(ChainSyncError.RpcInvalidJson, "block-json-cut", "The JSON of the block ends in the middle of a value, and the answer goes on behind it.", CutBlock),
        Unreadable(ChainSyncError.RpcInvalidJson, "receipts-json-cut", "The JSON of the receipts ends in the middle of a value, and the answer goes on behind it.", CutReceipts),
    ];

    private static WrongDataFault Decode(string name, string what, Func<BlockDraft, bool> damage) =>
        WrongDataFault.Unreadable(name, what, damage);

    private static bool Put(JsonObject item, string field, string text)
    {
        item[field] = text;
        return true;
    }

    private static bool AddTopics(JsonObject log)
    {
        if (log["topics"] is not JsonArray { Count: > 0 } topics) return false;
        while (topics.Count < 5) topics.Add(topics[0]!.DeepClone());
        return true;
    }

    private static bool ReduceToHashes(BlockDraft draft)
    {
        if (draft.Transactions.Count == 0) return false;
        draft.Block["transactions"] = new JsonArray([.. draft.Transactions.Select(item => (JsonNode)item!["hash"]!.DeepClone())]);
        return true;
    }

    private static bool CutBlock(BlockDraft draft) => draft.IsBlockCut = true;

    private static bool CutReceipts(BlockDraft draft)
    {
        draft.AreReceiptsCut = draft.Receipts.Count > 0;
        return draft.AreReceiptsCut;
    }
}
