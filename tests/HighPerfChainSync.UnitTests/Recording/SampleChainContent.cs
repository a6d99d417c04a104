using System.Text.Json;
using HighPerfChainSync.ReplayNode.Recording;

namespace HighPerfChainSync.UnitTests.Recording;

/// <summary>What the shipped recording holds, counted from its JSON.</summary>
internal sealed class SampleChainContent
{
    private const string Transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
    private const string TransferSingle = "0xc3d58168c5ae7397731d063d5bbf3d657854427343f4c083240f7aacaa2d0f62";
    private const string TransferBatch = "0x4a39dc06d4c0dbc64b70af90fd698a233a518aa5d07e595d983b8c0526c8f7fb";

    private static readonly Lazy<SampleChainContent> s_content = new(Count);

    public Dictionary<string, int> ByMethod { get; } = [];

    public Dictionary<string, int> ByType { get; } = [];

    public int[] LogsByTopics { get; } = new int[5];

    public int AccessLists { get; private set; }

    public int BlobHashes { get; private set; }

    public int Authorizations { get; private set; }

    public int Creations { get; private set; }

    public int CreatesInTraces { get; private set; }

    public int Suicides { get; private set; }

    public int Failed { get; private set; }

    public int FailedCreations { get; private set; }

    public int EmptyBlocks { get; private set; }

    public int MostLogs { get; private set; }

    public int MostTransactions { get; private set; }

    public int LogsWithoutData { get; private set; }

    public int Erc20Transfers { get; private set; }

    public int Erc721Transfers { get; private set; }

    public int Erc1155Single { get; private set; }

    public int Erc1155Batch { get; private set; }

    public int FailedCalls { get; private set; }

    /// <summary>Counts once, for all tests.</summary>
    public static SampleChainContent Read() => s_content.Value;

    private static SampleChainContent Count()
    {
        var content = new SampleChainContent();
        using RecordingReader reader = SampleChain.OpenReader();
        while (reader.TryRead(out RecordingEntry entry))
        {
            content.ByMethod[entry.Method] = content.ByMethod.GetValueOrDefault(entry.Method) + 1;
            using JsonDocument answer = JsonDocument.Parse(entry.Answer);
            if (entry.IsError) content.FailedCalls++;
            else content.CountAnswer(entry.Method, answer.RootElement);
        }

        return content;
    }

    private void CountAnswer(string method, JsonElement answer)
    {
        switch (method)
        {
            case "eth_getBlockByNumber":
                CountBlock(answer.GetProperty("transactions"));
                break;
            case "eth_getBlockReceipts":
                int logs = 0;
                foreach (JsonElement receipt in answer.EnumerateArray()) logs += CountReceipt(receipt);
                MostLogs = Math.Max(MostLogs, logs);
                break;
            case "trace_block":
                foreach (JsonElement trace in answer.EnumerateArray()) CountTrace(trace.GetProperty("type").GetString());
                break;
        }
    }

    private void CountBlock(JsonElement transactions)
    {
        if (transactions.GetArrayLength() == 0) EmptyBlocks++;
        MostTransactions = Math.Max(MostTransactions, transactions.GetArrayLength());
        foreach (JsonElement transaction in transactions.EnumerateArray())
        {
            string type = transaction.GetProperty("type").GetString()!;
            ByType[type] = ByType.GetValueOrDefault(type) + 1;
            if (Length(transaction, "accessList") > 0) AccessLists++;
            BlobHashes += Length(transaction, "blobVersionedHashes");
            Authorizations += Length(transaction, "authorizationList");
        }
    }

    private int CountReceipt(JsonElement receipt)
    {
        bool failed = receipt.GetProperty("status").GetString() == "0x0";
        bool creates = receipt.GetProperty("to").ValueKind == JsonValueKind.Null;
        if (failed) Failed++;
        if (creates) Creations++;
        if (creates && failed) FailedCreations++;
        foreach (JsonElement log in receipt.GetProperty("logs").EnumerateArray()) CountLog(log);
        return receipt.GetProperty("logs").GetArrayLength();
    }

    private void CountLog(JsonElement log)
    {
        JsonElement topics = log.GetProperty("topics");
        int count = topics.GetArrayLength();
        LogsByTopics[count]++;
        if (log.GetProperty("data").GetString() == "0x") LogsWithoutData++;
        switch (count == 0 ? null : topics[0].GetString())
        {
            case Transfer when count == 3:
                Erc20Transfers++;
                break;
            case Transfer when count == 4:
                Erc721Transfers++;
                break;
            case TransferSingle:
                Erc1155Single++;
                break;
            case TransferBatch:
                Erc1155Batch++;
                break;
        }
    }

    private void CountTrace(string? type)
    {
        if (type == "create") CreatesInTraces++;
        if (type == "suicide") Suicides++;
    }

    private static int Length(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array ? list.GetArrayLength() : 0;
}
