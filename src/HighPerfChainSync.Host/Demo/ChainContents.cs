using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Host.Demo;

/// <summary>
/// What a chain holds, asked from its node with the plainest means: an HTTP client and a JSON document, nothing of the engine.
/// The ids of the records, in order, are what the topics must hold.
/// </summary>
internal sealed class ChainContents
{
    private const string TransferTopic = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
    private const int TransferWords = 4;
    private const int HexPerWord = 64;

    private readonly List<string>[] _ids = new List<string>[EntityNames.Count];

    private ChainContents(ulong first, ulong last)
    {
        First = first;
        Last = last;
        for (int i = 0; i < _ids.Length; i++) _ids[i] = [];
    }

    /// <summary>The lowest block.</summary>
    public ulong First { get; }

    /// <summary>The highest block.</summary>
    public ulong Last { get; }

    /// <summary>The <c>item_id</c> of every record of an entity, in block order.</summary>
    public IReadOnlyList<string> Ids(Entity entity) => _ids[(int)entity];

    /// <summary>Contents to be filled by <see cref="Add"/>.</summary>
    internal static ChainContents Empty(ulong first, ulong last) => new(first, last);

    /// <summary>Asks the node for every block and its receipts, one call at a time.</summary>
    public static async Task<ChainContents> ReadAsync(Uri node, ulong first, ulong last, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = node };
        var contents = new ChainContents(first, last);
        for (ulong number = first; number <= last; number++)
        {
            string height = "0x" + number.ToString("x", CultureInfo.InvariantCulture);
            using JsonDocument block = await CallAsync(client, "eth_getBlockByNumber", [height, true], cancellationToken).ConfigureAwait(false);
            using JsonDocument receipts = await CallAsync(client, "eth_getBlockReceipts", [height], cancellationToken).ConfigureAwait(false);
            contents.Add(Result(block), Result(receipts));
        }

        return contents;
    }

    /// <summary>Adds what a block and its receipts hold.</summary>
    internal void Add(JsonElement block, JsonElement receipts)
    {
        _ids[(int)Entity.Block].Add("block_" + block.GetProperty("hash").GetString());
        foreach (JsonElement transaction in block.GetProperty("transactions").EnumerateArray())
        {
            _ids[(int)Entity.Transaction].Add("transaction_" + transaction.GetProperty("hash").GetString());
        }

        foreach (JsonElement receipt in receipts.EnumerateArray())
        {
            foreach (JsonElement log in receipt.GetProperty("logs").EnumerateArray()) AddLog(log);
        }
    }

    private void AddLog(JsonElement log)
    {
        string? hash = log.GetProperty("transactionHash").GetString();
        ulong index = ulong.Parse(log.GetProperty("logIndex").GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        string suffix = string.Create(CultureInfo.InvariantCulture, $"{hash}_{index}");
        _ids[(int)Entity.Log].Add("log_" + suffix);

        JsonElement topics = log.GetProperty("topics");
        int data = (log.GetProperty("data").GetString()?.Length ?? 2) - 2;
        int words = topics.GetArrayLength() + (data + HexPerWord - 1) / HexPerWord;
        if (words == TransferWords && topics.GetArrayLength() > 0 && topics[0].GetString() == TransferTopic)
            _ids[(int)Entity.TokenTransfer].Add("token_transfer_" + suffix);
    }

    private static JsonElement Result(JsonDocument answer) => answer.RootElement.GetProperty("result");

    private static async Task<JsonDocument> CallAsync(
        HttpClient client, string method, object[] parameters, CancellationToken cancellationToken)
    {
        var call = new Dictionary<string, object> { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters };
        using HttpResponseMessage response = await client.PostAsJsonAsync((Uri?)null, call, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            return await JsonDocument.ParseAsync(body, default, cancellationToken).ConfigureAwait(false);
        }
    }
}
