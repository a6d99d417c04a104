using System.Text.Json;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.ReplayNode.Recording;

/// <summary>Records a range of blocks. What is asked, and in which order, is in docs/recordings.md.</summary>
internal sealed class ChainRecorder
{
    private readonly NodeClient _node;
    private readonly ChainRecorderOptions _options;
    private readonly RecordingWriter _writer;
    private readonly HashSet<string> _contracts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private string? _lastHash;
    private long _entries;

    private ChainRecorder(NodeClient node, ChainRecorderOptions options, RecordingWriter writer)
    {
        _node = node;
        _options = options;
        _writer = writer;
    }

    /// <summary>Writes the recording that the options ask for, or nothing at all.</summary>
    /// <returns>The number of answers recorded.</returns>
    public static async Task<long> RecordAsync(NodeClient node, ChainRecorderOptions options, CancellationToken cancellation)
    {
        var header = new RecordingHeader(
            await TextAsync(node, "eth_chainId", cancellation),
            await TextAsync(node, "web3_clientVersion", cancellation),
            options.First,
            options.Last);
        using var writer = RecordingWriter.Create(options.Path, header);
        var recorder = new ChainRecorder(node, options, writer);
        for (ulong number = options.First; ; number++)
        {
            await recorder.RecordBlockAsync(number, cancellation);
            if (number == options.Last) break;
        }

        writer.Complete();
        return recorder._entries;
    }

    private async Task RecordBlockAsync(ulong number, CancellationToken cancellation)
    {
        string tag = $"\"0x{number:x}\"";
        ReadOnlyMemory<byte> block = await RecordAsync("eth_getBlockByNumber", $"[{tag},true]", cancellation);
        int transactions = CheckLink(block, number);
        ReadOnlyMemory<byte> receipts = await RecordAsync("eth_getBlockReceipts", $"[{tag}]", cancellation);
        if (_options.Traces)
        {
            await RecordAsync("trace_block", $"[{tag}]", cancellation);
            await RecordAsync("debug_traceBlockByNumber", $$"""[{{tag}},{"tracer":"callTracer"}]""", cancellation);
        }

        var newContracts = new List<string>();
        var newTokens = new List<string>();
        ReadReceipts(receipts, number, transactions, newContracts, newTokens);
        if (!_options.Calls) return;
        foreach (string contract in newContracts) await RecordAsync("eth_getCode", $"[\"{contract}\",{tag}]", cancellation);
        foreach (string token in newTokens)
        {
            foreach (string data in TokenCalls.Data) await RecordCallAsync(token, data, tag, cancellation);
        }
    }

    private int CheckLink(ReadOnlyMemory<byte> json, ulong number)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement block = document.RootElement;
        string? parent = block.GetProperty("parentHash").GetString();
        if (_lastHash is not null && parent != _lastHash)
            throw Changed(number, $"its parent is {parent}, but block {number - 1} was {_lastHash}");
        _lastHash = block.GetProperty("hash").GetString();
        return block.GetProperty("transactions").GetArrayLength();
    }

    private void ReadReceipts(
        ReadOnlyMemory<byte> json, ulong number, int transactions, List<string> newContracts, List<string> newTokens)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        if (document.RootElement.GetArrayLength() != transactions)
            throw Changed(number, $"it has {transactions} transactions, but {document.RootElement.GetArrayLength()} receipts");

        foreach (JsonElement receipt in document.RootElement.EnumerateArray())
        {
            if (receipt.GetProperty("blockHash").GetString() != _lastHash)
                throw Changed(number, "its receipts are of another block");
            if (receipt.TryGetProperty("contractAddress", out JsonElement created) && created.GetString() is { } address && _contracts.Add(address))
                newContracts.Add(address);
            foreach (JsonElement log in receipt.GetProperty("logs").EnumerateArray())
            {
                string emitter = log.GetProperty("address").GetString()!;
                if (!TokenCalls.IsTransfer(log) || !_tokens.Add(emitter)) continue;
                newTokens.Add(emitter);
                if (_contracts.Add(emitter)) newContracts.Add(emitter);
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>> RecordAsync(string method, string parameters, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> result = await _node.ResultAsync(method, parameters, cancellation);
        if (result.Span.SequenceEqual("null"u8))
            throw new ChainSyncException(ChainSyncError.RpcNotFound, $"{method}{parameters}: the node has no such block.");
        _writer.Write(method, TextEncoding.UTF8.GetBytes(parameters), result.Span);
        _entries++;
        return result;
    }

    private async Task RecordCallAsync(string to, string data, string tag, CancellationToken cancellation)
    {
        string parameters = $$"""[{"to":"{{to}}","data":"{{data}}"},{{tag}}]""";
        NodeAnswer answer = await _node.CallAsync("eth_call", parameters, cancellation);
        byte[] sent = TextEncoding.UTF8.GetBytes(parameters);
        if (answer.IsError) _writer.WriteError("eth_call", sent, answer.Json.Span);
        else _writer.Write("eth_call", sent, answer.Json.Span);
        _entries++;
    }

    private static async Task<string> TextAsync(NodeClient node, string method, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> result = await node.ResultAsync(method, "[]", cancellation);
        return JsonSerializer.Deserialize<string>(result.Span) ?? "";
    }

    private static ChainSyncException Changed(ulong number, string what) =>
        new(ChainSyncError.ParentMismatch, $"Block {number}: {what}. The chain changed while it was recorded; record it again.");
}
