using System.Text.Json.Nodes;
using HighPerfChainSync.Verification;
using static HighPerfChainSync.ReplayNode.WrongData.WrongDataFault;

namespace HighPerfChainSync.ReplayNode.WrongData;

/// <summary>What can be wrong about a block's transactions.</summary>
internal static class TransactionFaults
{
    private const string Legacy = "0x0";
    private const string AccessListType = "0x1";
    private const string DynamicFee = "0x2";

    internal static IEnumerable<WrongDataFault> Create() =>
    [
        FoundBy(BlockCheck.TransactionsRoot, "transactions-empty", "The list of transactions is empty.", Empty),
        FoundBy(BlockCheck.ReceiptForeign, "transaction-missing", "The last transaction is missing, its receipt is not.", draft => Remove(draft, withReceipt: false)),
        FoundBy(BlockCheck.TransactionsRoot, "transaction-missing-with-receipt", "The last transaction is missing, and so is its receipt.", draft => Remove(draft, withReceipt: true)),
        FoundBy(BlockCheck.ReceiptMissing, "transaction-duplicated", "The last transaction comes twice.", Duplicate),
        FoundBy(BlockCheck.TransactionsRoot, "transactions-swapped", "Two transactions stand in each other's place.", Swap),
        FoundBy(BlockCheck.TransactionHash, "transaction-hash-changed", "A transaction has another hash, and its receipt and logs name that one.", ChangeHash),
        FoundBy(BlockCheck.TransactionHash, "transaction-value-changed", "A transaction has another value.", draft => draft.ChangeTransaction(item => item.Raise("value"))),
        FoundBy(BlockCheck.TransactionHash, "transaction-input-changed", "A transaction has another input.", draft => draft.ChangeTransaction(item => item.Flip("input"))),
        FoundBy(BlockCheck.TransactionHash, "transaction-nonce-changed", "A transaction has another nonce.", draft => draft.ChangeTransaction(item => item.Raise("nonce"))),
        FoundBy(BlockCheck.TransactionHash, "transaction-gas-changed", "A transaction has another gas limit.", draft => draft.ChangeTransaction(item => item.Raise("gas"))),
        FoundBy(BlockCheck.TransactionHash, "transaction-to-changed", "A transaction has another receiver, and so has its receipt.", draft => draft.ChangeBoth(_ => true, item => item.Flip("to"))),
        FoundBy(BlockCheck.TransactionHash, "transaction-type-changed", "A transaction has another type, and so has its receipt.", draft => draft.ChangeBoth(item => item.Text("type") == DynamicFee, ChangeType)),
        FoundBy(BlockCheck.TransactionHash, "transaction-gas-price-changed", "A transaction that offers a gasPrice offers another.", draft => draft.ChangeTransaction(item => OffersPrice(item) && item.Raise("gasPrice"))),
        FoundBy(BlockCheck.GasPrice, "transaction-gas-price-not-effective", "The gasPrice of a transaction with fee caps is not the price that was paid.", draft => draft.ChangeTransaction(item => !OffersPrice(item) && item.Raise("gasPrice"))),
        FoundBy(BlockCheck.TransactionHash, "transaction-max-fee-changed", "A transaction has another maxFeePerGas.", draft => draft.ChangeTransaction(item => item.Raise("maxFeePerGas"))),
        FoundBy(BlockCheck.TransactionHash, "transaction-priority-fee-changed", "A transaction has another maxPriorityFeePerGas.", draft => draft.ChangeTransaction(item => item.Raise("maxPriorityFeePerGas"))),
        FoundBy(BlockCheck.TransactionHash, "transaction-blob-fee-changed", "A transaction has another maxFeePerBlobGas.", draft => draft.ChangeTransaction(item => item.Raise("maxFeePerBlobGas"))),
        FoundBy(BlockCheck.TransactionHash, "transaction-signature-changed", "A transaction has another signature.", draft => draft.ChangeTransaction(item => item.Flip("s"))),
        FoundBy(BlockCheck.TransactionHash, "transaction-parity-changed", "The signature of a typed transaction has the other parity.", draft => draft.ChangeTransaction(item => item.Flip("yParity") && item.Flip("v"))),
        FoundBy(BlockCheck.TransactionParity, "transaction-parity-contradictory", "The v of a typed transaction is not its yParity.", draft => draft.ChangeTransaction(item => item.Text("yParity") is not null && item.Flip("v"))),
        FoundBy(BlockCheck.TransactionHash, "transaction-chain-id-changed", "A typed transaction names another chain.", draft => draft.ChangeTransaction(item => item.Text("type") != Legacy && item.Raise("chainId"))),
        FoundBy(BlockCheck.TransactionParity, "transaction-chain-id-contradictory", "A legacy transaction names another chain than its v (EIP-155).", draft => draft.ChangeTransaction(item => item.Text("type") == Legacy && item.Raise("chainId"))),
        FoundBy(BlockCheck.TransactionHash, "access-list-changed", "An access list names another address.", draft => ChangeInList(draft, "accessList")),
        FoundBy(BlockCheck.TransactionHash, "access-list-empty", "An access list is empty.", EmptyAccessList),
        FoundBy(BlockCheck.TransactionHash, "blob-hash-changed", "A transaction names another blob.", draft => draft.ChangeTransaction(item => item.FlipFirst("blobVersionedHashes"))),
        FoundBy(BlockCheck.TransactionHash, "authorization-changed", "An authorization is for another address.", draft => ChangeInList(draft, "authorizationList")),
        FoundBy(BlockCheck.TransactionSender, "transaction-from-changed", "A transaction has another sender, and so has its receipt.", draft => draft.ChangeBoth(item => item.Text("to") is not null, item => item.Flip("from"))),
        FoundBy(BlockCheck.TransactionIndex, "transaction-index-changed", "A transaction has another transactionIndex.", draft => draft.ChangeTransaction(item => item.Raise("transactionIndex"))),
        FoundBy(BlockCheck.TransactionBlock, "transaction-block-hash-changed", "A transaction names another block's hash.", draft => draft.ChangeTransaction(item => item.Flip("blockHash"))),
        FoundBy(BlockCheck.TransactionBlock, "transaction-block-number-changed", "A transaction names another block's number.", draft => draft.ChangeTransaction(item => item.Raise("blockNumber"))),
        FoundBy(BlockCheck.ItemTimestamp, "transaction-timestamp-wrong", "A transaction's blockTimestamp is not the block's.", draft => draft.ChangeTransaction(item => item.Put("blockTimestamp", draft.Block.Quantity("timestamp") + 1))),
    ];

    private static bool Empty(BlockDraft draft)
    {
        bool hasAny = draft.Transactions.Count > 0;
        draft.Transactions.Clear();
        return hasAny;
    }

    private static bool Remove(BlockDraft draft, bool withReceipt)
    {
        if (draft.Transactions.Count == 0) return false;
        draft.Transactions.RemoveAt(draft.Transactions.Count - 1);
        if (withReceipt) draft.Receipts.RemoveAt(draft.Receipts.Count - 1);
        return true;
    }

    private static bool Duplicate(BlockDraft draft)
    {
        if (draft.Transactions.Count == 0) return false;
        JsonObject again = draft.Transactions[^1]!.DeepClone().AsObject();
        again.Raise("transactionIndex");
        draft.Transactions.Add(again);
        return true;
    }

    private static bool Swap(BlockDraft draft)
    {
        if (draft.Transactions.Count < 2) return false;
        JsonEdit.Exchange(draft.Transactions, 0, 1);
        JsonEdit.Exchange(draft.Transactions[0]!.AsObject(), draft.Transactions[1]!.AsObject(), "transactionIndex");
        return true;
    }

    private static bool ChangeHash(BlockDraft draft)
    {
        if (draft.Transactions.Count == 0) return false;
        string hash = draft.Transactions[0]!.AsObject().Text("hash")!;
        draft.ReplaceEverywhere(hash, JsonEdit.Flip(hash));
        return true;
    }

    private static bool OffersPrice(JsonObject transaction) => transaction.Text("type") is Legacy or AccessListType;

    private static bool ChangeType(JsonObject item)
    {
        item["type"] = AccessListType;
        return true;
    }

    private static bool ChangeInList(BlockDraft draft, string list) => draft.ChangeTransaction(
        item => item[list] is JsonArray entries && entries.OfType<JsonObject>().Any(entry => entry.Flip("address")));

    private static bool EmptyAccessList(BlockDraft draft) => draft.ChangeTransaction(item =>
    {
        if (item["accessList"] is not JsonArray { Count: > 0 } entries) return false;
        entries.Clear();
        return true;
    });
}
