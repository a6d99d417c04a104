using System.Text.Json.Nodes;
using HighPerfChainSync.Verification;
using static HighPerfChainSync.ReplayNode.WrongData.WrongDataFault;

namespace HighPerfChainSync.ReplayNode.WrongData;

/// <summary>What can be wrong about a block's receipts, their logs aside.</summary>
internal static class ReceiptFaults
{
    internal static IEnumerable<WrongDataFault> Create() =>
    [
        FoundBy(BlockCheck.ReceiptMissing, "receipts-empty", "The list of receipts is empty.", draft => Edit(draft, 1, list => list.Clear())),
        FoundBy(BlockCheck.ReceiptMissing, "receipt-missing-last", "The last receipt is missing.", draft => Edit(draft, 1, list => list.RemoveAt(list.Count - 1))),
        FoundBy(BlockCheck.ReceiptMissing, "receipt-missing-middle", "A receipt in the middle is missing.", draft => Edit(draft, 3, list => list.RemoveAt(list.Count / 2))),
        FoundBy(BlockCheck.ReceiptNull, "receipt-null-entry", "A receipt is null.", draft => Edit(draft, 1, list => list[list.Count / 2] = null)),
        FoundBy(BlockCheck.ReceiptDuplicate, "receipt-duplicated", "A receipt comes twice.", draft => Edit(draft, 1, list => list.Add(list[0]!.DeepClone()))),
        FoundBy(BlockCheck.ReceiptDuplicate, "receipt-replaced", "A receipt stands in another one's place.", draft => Edit(draft, 2, list => list[1] = list[0]!.DeepClone())),
        FoundBy(BlockCheck.ReceiptForeign, "receipts-of-another-block", "The receipts are another block's.", TakeOther),
        FoundBy(BlockCheck.ReceiptBlock, "receipts-of-another-fork", "The receipts are those of the same transactions in a block of another fork.", NameOtherFork),
        FoundBy(BlockCheck.ReceiptBlock, "receipt-block-number-changed", "A receipt names another block's number.", draft => draft.ChangeReceipt(item => item.Raise("blockNumber"))),
        FoundBy(BlockCheck.ReceiptIndex, "receipt-index-changed", "A receipt has another transactionIndex.", draft => draft.ChangeReceipt(item => item.Raise("transactionIndex"))),
        FoundBy(BlockCheck.ReceiptIndex, "receipt-hashes-swapped", "Two receipts name each other's transaction.", draft => Edit(draft, 2, list => JsonEdit.Exchange(list[0]!.AsObject(), list[1]!.AsObject(), "transactionHash"))),
        FoundBy(BlockCheck.ReceiptTransaction, "receipt-from-changed", "A receipt has another sender than its transaction.", draft => draft.ChangeReceipt(item => item.Flip("from"))),
        FoundBy(BlockCheck.ReceiptTransaction, "receipt-to-changed", "A receipt has another receiver than its transaction.", draft => draft.ChangeReceipt(item => item.Flip("to"))),
        FoundBy(BlockCheck.ReceiptTransaction, "receipt-type-changed", "A receipt has another type than its transaction.", draft => draft.ChangeReceipt(item => item.Raise("type"))),
        FoundBy(BlockCheck.ReceiptsRoot, "receipt-status-changed", "A receipt says the opposite of what became of its transaction.", draft => draft.ChangeReceipt(item => item.Flip("status"))),
        FoundBy(BlockCheck.CumulativeGas, "cumulative-gas-changed", "A receipt has another cumulativeGasUsed.", draft => draft.ChangeReceipt(item => item.Raise("cumulativeGasUsed"))),
        FoundBy(BlockCheck.CumulativeGas, "gas-used-changed", "A receipt has another gasUsed.", draft => draft.ChangeReceipt(item => item.Raise("gasUsed"))),
        FoundBy([BlockCheck.GasUsed, BlockCheck.ReceiptsRoot], "gas-used-inflated", "A receipt has another gasUsed, and all sums from it on agree.", InflateGas),
        FoundBy(BlockCheck.GasPrice, "effective-gas-price-changed", "A receipt has another effectiveGasPrice.", draft => draft.ChangeReceipt(item => item.Raise("effectiveGasPrice"))),
        FoundBy(BlockCheck.ContractAddress, "contract-address-changed", "The receipt of a creation has another contractAddress.", draft => draft.ChangeReceipt(item => item.Flip("contractAddress"))),
        FoundBy(BlockCheck.ContractAddress, "contract-address-missing", "The receipt of a creation that succeeded has no contractAddress.", LoseContract),
        FoundBy(BlockCheck.ContractAddress, "contract-address-invented", "A receipt has a contractAddress although nothing was created.", InventContract),
        FoundBy(BlockCheck.BlobGas, "blob-gas-changed", "A receipt has another blobGasUsed.", draft => draft.ChangeReceipt(item => item.Raise("blobGasUsed"))),
        FoundBy([BlockCheck.ReceiptBloom, BlockCheck.ReceiptsRoot], "receipt-bloom-zero", "The bloom filter of a receipt with logs is empty.", draft => draft.ChangeReceipt(ClearBloom)),
        FoundBy([BlockCheck.ReceiptBloom, BlockCheck.ReceiptsRoot], "receipt-bloom-leaked", "The bloom filter of a receipt has a bit that no log sets.", draft => draft.ChangeReceipt(BlockFaults.LeakBit)),
        Harmless("receipts-reordered", "The receipts come in reverse order.", draft => Edit(draft, 2, Reverse)),
    ];

    private static bool Edit(BlockDraft draft, int least, Action<JsonArray> edit)
    {
        if (draft.Receipts.Count < least) return false;
        edit(draft.Receipts);
        return true;
    }

    private static bool TakeOther(BlockDraft draft)
    {
        if (draft.Receipts.Count == 0 || !draft.TryOpenOther(out BlockDraft other) || other.Receipts.Count == 0) return false;
        draft.Receipts = other.Receipts;
        return true;
    }

    private static bool NameOtherFork(BlockDraft draft)
    {
        foreach (JsonObject item in draft.Receipts.OfType<JsonObject>().Concat(draft.Logs)) item.Flip("blockHash");
        return draft.Receipts.Count > 0;
    }

    private static bool InflateGas(BlockDraft draft)
    {
        foreach (JsonObject receipt in draft.Receipts.OfType<JsonObject>()) receipt.Raise("cumulativeGasUsed");
        return draft.ChangeReceipt(receipt => receipt.Raise("gasUsed"));
    }

    private static bool LoseContract(BlockDraft draft) => draft.ChangeReceipt(receipt =>
    {
        if (receipt.Text("contractAddress") is null || receipt.Text("to") is not null || receipt.Text("status") != "0x1") return false;
        receipt["contractAddress"] = null;
        return true;
    });

    private static bool InventContract(BlockDraft draft) => draft.ChangeReceipt(receipt =>
    {
        if (receipt.Text("to") is not string to) return false;
        receipt["contractAddress"] = to;
        return true;
    });

    private static bool ClearBloom(JsonObject receipt)
    {
        if (receipt["logs"] is not JsonArray { Count: > 0 } || receipt.Text("logsBloom") is not string bloom) return false;
        receipt["logsBloom"] = "0x" + new string('0', bloom.Length - 2);
        return true;
    }

    private static void Reverse(JsonArray list)
    {
        for (int i = 0; i < list.Count / 2; i++) JsonEdit.Exchange(list, i, list.Count - 1 - i);
    }
}
