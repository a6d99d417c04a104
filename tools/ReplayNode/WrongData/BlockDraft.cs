using System.Text.Json.Nodes;

namespace HighPerfChainSync.ReplayNode.WrongData;

/// <summary>The answers about one block as JSON that may be changed.</summary>
/// <remarks>Owner: who opens it; thread: the owner's.</remarks>
internal sealed class BlockDraft
{
    private BlockDraft(ReplayChain chain, ulong number, JsonObject block, JsonArray receipts)
    {
        Chain = chain;
        Number = number;
        Block = block;
        Receipts = receipts;
    }

    /// <summary>The chain that the block is of.</summary>
    internal ReplayChain Chain { get; }

    /// <summary>Its height.</summary>
    internal ulong Number { get; }

    /// <summary>The result of <c>eth_getBlockByNumber(number, true)</c>.</summary>
    internal JsonObject Block { get; set; }

    /// <summary>The result of <c>eth_getBlockReceipts</c>.</summary>
    internal JsonArray Receipts { get; set; }

    /// <summary>Whether the receipts' JSON ends in the middle of a value.</summary>
    internal bool AreReceiptsCut { get; set; }

    /// <summary>Whether the block's JSON ends in the middle of a value.</summary>
    internal bool IsBlockCut { get; set; }

    /// <summary>The transactions of <see cref="Block"/>.</summary>
    internal JsonArray Transactions => Block["transactions"]!.AsArray();

    /// <summary>The logs of all receipts, in order.</summary>
    internal IEnumerable<JsonObject> Logs =>
        Receipts.OfType<JsonObject>().SelectMany(receipt => (receipt["logs"] as JsonArray ?? []).OfType<JsonObject>());

    /// <summary>Opens the answers of a chain.</summary>
    internal static BlockDraft Open(ReplayChain chain, ulong number)
    {
        if (!chain.TryGetBlock(number, out ReplayAnswer? block) || !chain.TryGetReceipts(number, out ReplayAnswer? receipts))
            throw new ArgumentOutOfRangeException(nameof(number), number, "The chain has no such block.");
        return new BlockDraft(
            chain, number, JsonNode.Parse(block.ToMemory().Span)!.AsObject(), JsonNode.Parse(receipts.ToMemory().Span)!.AsArray());
    }

    /// <summary>Another block of the same chain: one that is above it, or below it at the end of the chain.</summary>
    internal bool TryOpenOther(out BlockDraft other)
    {
        bool isLast = Number == Chain.Last;
        other = this;
        if (isLast && Number == Chain.First) return false;
        other = Open(Chain, isLast ? Number - 1 : Number + 1);
        return true;
    }

    /// <summary>The block's JSON.</summary>
    internal ReplayAnswer ToBlockAnswer() => ToAnswer(Block, IsBlockCut);

    /// <summary>The receipts' JSON.</summary>
    internal ReplayAnswer ToReceiptsAnswer() => ToAnswer(Receipts, AreReceiptsCut);

    /// <summary>Changes the first transaction that a change can be made to.</summary>
    internal bool ChangeTransaction(Func<JsonObject, bool> change) => Transactions.OfType<JsonObject>().Any(change);

    /// <summary>The receipt of a transaction.</summary>
    internal JsonObject? ReceiptOf(JsonObject transaction) =>
        Receipts.OfType<JsonObject>().FirstOrDefault(receipt => receipt.Text("transactionHash") == transaction.Text("hash"));

    /// <summary>Changes a field alike in the first transaction that a change can be made to and in its receipt.</summary>
    internal bool ChangeBoth(Func<JsonObject, bool> isMeant, Func<JsonObject, bool> change) => ChangeTransaction(
        transaction => isMeant(transaction) && ReceiptOf(transaction) is JsonObject receipt && change(transaction) && change(receipt));

    /// <summary>Changes the first receipt that a change can be made to.</summary>
    internal bool ChangeReceipt(Func<JsonObject, bool> change) => Receipts.OfType<JsonObject>().Any(change);

    /// <summary>Changes the first log that a change can be made to.</summary>
    internal bool ChangeLog(Func<JsonObject, bool> change) => Logs.Any(change);

    /// <summary>Changes every log.</summary>
    /// <returns>Whether there is any.</returns>
    internal bool ChangeLogs(Action<JsonObject, int> change)
    {
        int index = 0;
        foreach (JsonObject log in Logs) change(log, index++);
        return index > 0;
    }

    /// <summary>Writes another text wherever a text stands, in the block and in its receipts.</summary>
    internal void ReplaceEverywhere(string old, string replacement)
    {
        Block = JsonNode.Parse(Block.ToJsonString().Replace(old, replacement, StringComparison.Ordinal))!.AsObject();
        Receipts = JsonNode.Parse(Receipts.ToJsonString().Replace(old, replacement, StringComparison.Ordinal))!.AsArray();
    }

    private static ReplayAnswer ToAnswer(JsonNode json, bool isCut)
    {
        byte[] text = TextEncoding.UTF8.GetBytes(json.ToJsonString());
        return ReplayAnswer.FromJson(isCut ? text.AsMemory(0, text.Length * 2 / 3) : text);
    }
}
