using System.Text.Json;
using System.Text.Json.Nodes;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>Finds out which blocks became the head since the last time: after a reorganisation those of the new branch, from the fork on.</summary>
/// <remarks>Owner: one subscription; thread: the owner's.</remarks>
internal sealed class NewHeads
{
    private const int MaxRemembered = 1024;
    private const ulong KnownAtStart = 128;

    private static readonly HashSet<string> s_notInHeaders = ["transactions", "uncles", "withdrawals", "size", "totalDifficulty"];

    private readonly SortedDictionary<ulong, string> _announced = [];
    private ReplayChain _chain;
    private ulong _head;

    /// <summary>Begins with the head as it is: blocks up to it are not announced.</summary>
    internal NewHeads(in ReplayView view)
    {
        _chain = view.Chain;
        _head = view.Head;
        // Deeper reorganisations announce from here on only.
        ulong first = view.Head - Math.Min(view.Head - view.Chain.First, KnownAtStart);
        for (ulong number = first; number <= view.Head; number++) _announced[number] = HashOf(Header(view.Chain, number));
    }

    /// <summary>The headers that are to be announced, in order.</summary>
    internal List<JsonObject> Take(in ReplayView view)
    {
        var headers = new List<JsonObject>();
        if (view.Chain == _chain && view.Head == _head) return headers;
        _chain = view.Chain;
        _head = view.Head;
        ulong lowest = Math.Max(view.Chain.First, _announced.Keys.First());
        // Down to the block that was announced already.
        for (ulong number = view.Head; number >= lowest; number--)
        {
            JsonObject header = Header(view.Chain, number);
            if (_announced.TryGetValue(number, out string? hash) && hash == HashOf(header)) break;
            _announced[number] = HashOf(header);
            headers.Add(header);
            if (number == 0) break;
        }

        headers.Reverse();
        while (_announced.Count > MaxRemembered) _announced.Remove(_announced.Keys.First());
        return headers;
    }

    /// <summary>The message that announces a header to a subscription.</summary>
    internal static byte[] ToMessage(JsonObject header, string subscription) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["jsonrpc"] = "2.0",
        ["method"] = "eth_subscription",
        ["params"] = new JsonObject { ["subscription"] = subscription, ["result"] = header },
    });

    private static string HashOf(JsonObject header) => header["hash"]!.GetValue<string>();

    private static JsonObject Header(ReplayChain chain, ulong number)
    {
        if (!chain.TryGetBlock(number, out ReplayAnswer? block)) throw new InvalidOperationException($"The chain has no block {number}.");
        var header = new JsonObject();
        var reader = new Utf8JsonReader(block.ToMemory().Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            reader.Read();
            if (s_notInHeaders.Contains(field)) reader.Skip();
            else header[field] = JsonNode.Parse(ref reader);
        }

        return header;
    }
}
