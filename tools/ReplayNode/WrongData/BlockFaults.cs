using System.Text.Json.Nodes;
using HighPerfChainSync.Verification;
using static HighPerfChainSync.ReplayNode.WrongData.WrongDataFault;

namespace HighPerfChainSync.ReplayNode.WrongData;

/// <summary>What can be wrong about a block's identity, its header and its withdrawals.</summary>
internal static class BlockFaults
{
    internal static IEnumerable<WrongDataFault> Create() =>
    [
        FoundBy(BlockCheck.BlockNumber, "block-of-another-height", "Another block comes than the one that was asked for.", TakeOther),
        FoundBy(BlockCheck.BlockHash, "block-hash-changed", "The block has another hash, and all that belongs to it names that one.", ChangeHash),
        FoundBy(BlockCheck.BlockHash, "parent-hash-changed", "The header names another parent.", draft => draft.Block.Flip("parentHash")),
        FoundBy(BlockCheck.BlockHash, "state-root-changed", "The header has another stateRoot.", draft => draft.Block.Flip("stateRoot")),
        FoundBy(BlockCheck.BlockHash, "timestamp-changed", "The header has another timestamp.", draft => draft.Block.Raise("timestamp")),
        FoundBy(BlockCheck.BlockHash, "extra-data-changed", "The header has another extraData.", draft => draft.Block.Flip("extraData")),
        FoundBy(BlockCheck.BlockHash, "miner-changed", "The header has another miner.", draft => draft.Block.Flip("miner")),
        FoundBy(BlockCheck.BlockHash, "mix-hash-changed", "The header has another mixHash.", draft => draft.Block.Flip("mixHash")),
        FoundBy(BlockCheck.BlockHash, "nonce-changed", "The header has another nonce.", draft => draft.Block.Flip("nonce")),
        FoundBy(BlockCheck.BlockHash, "difficulty-changed", "The header has another difficulty.", draft => draft.Block.Raise("difficulty")),
        FoundBy(BlockCheck.BlockHash, "gas-limit-changed", "The header has another gasLimit.", draft => draft.Block.Raise("gasLimit")),
        FoundBy(BlockCheck.BlockHash, "base-fee-changed", "The header has another baseFeePerGas.", draft => draft.Block.Raise("baseFeePerGas")),
        FoundBy(BlockCheck.BlockHash, "blob-gas-used-changed", "The header has another blobGasUsed.", draft => draft.Block.Raise("blobGasUsed")),
        FoundBy(BlockCheck.BlockHash, "excess-blob-gas-changed", "The header has another excessBlobGas.", draft => draft.Block.Raise("excessBlobGas")),
        FoundBy(BlockCheck.BlockHash, "beacon-root-changed", "The header has another parentBeaconBlockRoot.", draft => draft.Block.Flip("parentBeaconBlockRoot")),
        FoundBy(BlockCheck.BlockHash, "requests-hash-missing", "The header lacks its requestsHash.", draft => draft.Block.Remove("requestsHash")),
        FoundBy([BlockCheck.GasUsed, BlockCheck.BlockHash], "block-gas-used-changed", "The header has another gasUsed.", draft => draft.Block.Raise("gasUsed")),
        FoundBy([BlockCheck.TransactionsRoot, BlockCheck.BlockHash], "transactions-root-changed", "The header has another transactionsRoot.", draft => draft.Block.Flip("transactionsRoot")),
        FoundBy([BlockCheck.ReceiptsRoot, BlockCheck.BlockHash], "receipts-root-changed", "The header has another receiptsRoot.", draft => draft.Block.Flip("receiptsRoot")),
        FoundBy([BlockCheck.WithdrawalsRoot, BlockCheck.BlockHash], "withdrawals-root-changed", "The header has another withdrawalsRoot.", draft => draft.Block.Flip("withdrawalsRoot")),
        FoundBy([BlockCheck.LogsBloom, BlockCheck.BlockHash], "block-bloom-zero", "The header's bloom filter is empty although there are logs.", ClearBloom),
        FoundBy([BlockCheck.LogsBloom, BlockCheck.BlockHash], "block-bloom-leaked", "The header's bloom filter has a bit that no log sets.", draft => LeakBit(draft.Block)),
        FoundBy([BlockCheck.Uncles, BlockCheck.BlockHash], "uncles-hash-changed", "The header's sha3Uncles is another, the list of uncles is empty.", draft => draft.Block.Flip("sha3Uncles")),
        FoundBy(BlockCheck.Uncles, "uncle-invented", "The list of uncles names one, the header's sha3Uncles says there is none.", InventUncle),
        FoundBy(BlockCheck.WithdrawalsRoot, "withdrawal-amount-changed", "A withdrawal has another amount.", draft => ChangeWithdrawal(draft, item => item.Raise("amount"))),
        FoundBy(BlockCheck.WithdrawalsRoot, "withdrawal-address-changed", "A withdrawal goes to another address.", draft => ChangeWithdrawal(draft, item => item.Flip("address"))),
        FoundBy(BlockCheck.WithdrawalsRoot, "withdrawal-missing", "The last withdrawal is missing.", draft => ChangeWithdrawals(draft, list => list.RemoveAt(list.Count - 1))),
        FoundBy(BlockCheck.WithdrawalsRoot, "withdrawal-duplicated", "The last withdrawal comes twice.", draft => ChangeWithdrawals(draft, list => list.Add(list[^1]!.DeepClone()))),
        FoundBy(BlockCheck.WithdrawalsRoot, "withdrawals-empty", "The list of withdrawals is empty.", draft => ChangeWithdrawals(draft, list => list.Clear())),
    ];

    /// <summary>Sets the first bit that is not set, from the end.</summary>
    internal static bool LeakBit(JsonObject item)
    {
        if (item.Text("logsBloom") is not { Length: > 2 } bloom) return false;
        int at = bloom.LastIndexOf('0');
        item["logsBloom"] = $"{bloom[..at]}1{bloom[(at + 1)..]}";
        return at > 1;
    }

    private static bool TakeOther(BlockDraft draft)
    {
        if (!draft.TryOpenOther(out BlockDraft other)) return false;
        draft.Block = other.Block;
        return true;
    }

    private static bool ChangeHash(BlockDraft draft)
    {
        string hash = draft.Block.Text("hash")!;
        draft.ReplaceEverywhere(hash, JsonEdit.Flip(hash));
        return true;
    }

    private static bool ClearBloom(BlockDraft draft)
    {
        if (draft.Block.Text("logsBloom") is not string bloom || !draft.Logs.Any()) return false;
        draft.Block["logsBloom"] = "0x" + new string('0', bloom.Length - 2);
        return true;
    }

    private static bool InventUncle(BlockDraft draft)
    {
        if (draft.Block["uncles"] is not JsonArray { Count: 0 } uncles) return false;
        uncles.Add(draft.Block.Text("parentHash"));
        return true;
    }

    private static bool ChangeWithdrawal(BlockDraft draft, Func<JsonObject, bool> change) =>
        draft.Block["withdrawals"] is JsonArray withdrawals && withdrawals.OfType<JsonObject>().Any(change);

    private static bool ChangeWithdrawals(BlockDraft draft, Action<JsonArray> change)
    {
        if (draft.Block["withdrawals"] is not JsonArray { Count: > 0 } withdrawals) return false;
        change(withdrawals);
        return true;
    }
}
