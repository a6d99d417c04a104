using System.Globalization;
using System.Text.Json;
using HighPerfChainSync.ReplayNode;

namespace HighPerfChainSync.FaultHarness.Source;

/// <summary>The ids of the records that a block must give, read from the node's own answers with a JSON document and nothing of the engine.</summary>
internal static class NodeContents
{
    private const string TransferTopic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
    private const int TransferWords = 4;
    private const int HexPerWord = 64;

    /// <summary>Adds a block's ids, topic by topic in the order of <see cref="KnownChain.Entities"/>.</summary>
    /// <returns>The block's hash.</returns>
    public static string Read(ReplayChain chain, ulong number, List<string>[] ids)
    {
        if (!chain.TryGetBlock(number, out ReplayAnswer? block) || !chain.TryGetReceipts(number, out ReplayAnswer? receipts))
            throw new InvalidOperationException($"The chain lacks block {number}.");
        using JsonDocument blockJson = JsonDocument.Parse(block.ToMemory());
        using JsonDocument receiptsJson = JsonDocument.Parse(receipts.ToMemory());
        string hash = Text(blockJson.RootElement, "hash");
        ids[0].Add("block_" + hash);
        foreach (JsonElement transaction in blockJson.RootElement.GetProperty("transactions").EnumerateArray())
            ids[1].Add("transaction_" + Text(transaction, "hash"));
        foreach (JsonElement receipt in receiptsJson.RootElement.EnumerateArray())
        {
            foreach (JsonElement log in receipt.GetProperty("logs").EnumerateArray()) AddLog(log, ids);
        }

        return hash;
    }

    private static void AddLog(JsonElement log, List<string>[] ids)
    {
        ulong index = ulong.Parse(Text(log, "logIndex").AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        string id = string.Create(CultureInfo.InvariantCulture, $"{Text(log, "transactionHash")}_{index}");
        ids[2].Add("log_" + id);
        JsonElement topics = log.GetProperty("topics");
        int words = topics.GetArrayLength() + ((Text(log, "data").Length - 2 + HexPerWord - 1) / HexPerWord);
        if (words == TransferWords && topics.GetArrayLength() > 0 && topics[0].GetString() == TransferTopic)
            ids[3].Add("token_transfer_" + id);
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";
}
