using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.ReplayNode.Recording;

namespace HighPerfChainSync.UnitTests.Recording;

public sealed class ChainRecorderTests : IDisposable
{
    private const string Token = "0x00000000000000000000000000000000000000aa";

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"recorder-{Guid.NewGuid():N}.jsonl.gz");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task Blocks_receipts_traces_and_calls_are_recorded_in_order_and_a_token_only_once()
    {
        using var node = new ScriptedNode(Answer) { Unavailable = 2 };
        await RecordAsync(node, traces: true, calls: true);

        List<(string Method, string Params, string Answer)> entries = ReadEntries();
        Assert.Equal(
            ["eth_getBlockByNumber", "eth_getBlockReceipts", "trace_block", "debug_traceBlockByNumber", "eth_getCode"],
            entries.Take(5).Select(entry => entry.Method));
        Assert.Equal(("eth_getBlockByNumber", "[\"0xf\",true]"), (entries[0].Method, entries[0].Params));
        Assert.Equal(TokenCalls.Data.Length, entries.Count(entry => entry.Method == "eth_call"));
        Assert.Single(entries, entry => entry.Method == "eth_getCode");
        Assert.Contains(entries, entry => entry.Answer == "{\"code\":3,\"message\":\"execution reverted\"}");
        Assert.Equal("eth_getBlockByNumber", entries[^4].Method);
        Assert.Equal(15, entries.Count);
    }

    [Fact]
    public async Task A_block_that_does_not_follow_stops_the_recording_and_leaves_no_file()
    {
        using var node = new ScriptedNode((method, parameters) =>
            method == "eth_getBlockByNumber" && parameters.Contains("0x10", StringComparison.Ordinal) ? Block(16, parent: 99) : Answer(method, parameters));
        ChainSyncException failure = await Assert.ThrowsAsync<ChainSyncException>(() => RecordAsync(node));
        Assert.Equal(ChainSyncError.ParentMismatch, failure.Error);
        Assert.StartsWith("Block 16:", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(_path) + "*"));
    }

    [Theory]
    [InlineData("eth_getBlockByNumber", "{\"result\":null}", ChainSyncError.RpcNotFound)]
    [InlineData("eth_getBlockReceipts", "{\"result\":[]}", ChainSyncError.ParentMismatch)]
    [InlineData("eth_getBlockReceipts", "{\"error\":{\"code\":-32601,\"message\":\"unknown method\"}}", ChainSyncError.RpcNodeError)]
    [InlineData("eth_chainId", "<html>", ChainSyncError.RpcInvalidJson)]
    [InlineData("eth_chainId", "[]", ChainSyncError.RpcInvalidJson)]
    [InlineData("eth_chainId", "{\"id\":1}", ChainSyncError.RpcInvalidJson)]
    [InlineData("eth_chainId", "{\"result\":\"0x1", ChainSyncError.RpcInvalidJson)]
    public async Task An_answer_that_cannot_be_used_is_named(string method, string body, ChainSyncError error)
    {
        using var node = new ScriptedNode((asked, parameters) => asked == method ? body : Answer(asked, parameters));
        ChainSyncException failure = await Assert.ThrowsAsync<ChainSyncException>(() => RecordAsync(node));
        Assert.Equal(error, failure.Error);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public async Task A_node_that_stays_away_is_given_up()
    {
        using var node = new ScriptedNode(Answer) { Unavailable = int.MaxValue };
        ChainSyncException failure = await Assert.ThrowsAsync<ChainSyncException>(() => RecordAsync(node));
        Assert.Equal(ChainSyncError.RpcHttpStatus, failure.Error);
        Assert.Contains("503", failure.Message, StringComparison.Ordinal);
        Assert.Equal(6, node.Requests);
    }

    private async Task RecordAsync(ScriptedNode handler, bool traces = false, bool calls = false)
    {
        using var node = new NodeClient(new Uri("http://user:secret@node/secret"), handler, TimeSpan.FromMilliseconds(1));
        await ChainRecorder.RecordAsync(node, new ChainRecorderOptions(15, 16, _path, traces, calls), TestContext.Current.CancellationToken);
    }

    private List<(string Method, string Params, string Answer)> ReadEntries()
    {
        var entries = new List<(string, string, string)>();
        using RecordingReader reader = RecordingReader.Open(_path);
        while (reader.TryRead(out RecordingEntry entry))
            entries.Add((entry.Method, TextEncoding.UTF8.GetString(entry.Params.Span), TextEncoding.UTF8.GetString(entry.Answer.Span)));
        return entries;
    }

    private static string Answer(string method, string parameters) => method switch
    {
        "eth_chainId" or "web3_clientVersion" => "{\"jsonrpc\":\"2.0\",\"result\":\"0x1\",\"error\":null,\"id\":1}",
        "eth_getBlockByNumber" => parameters.Contains("0xf", StringComparison.Ordinal) ? Block(15, parent: 14) : Block(16, parent: 15),
        "eth_getBlockReceipts" => Receipts(parameters.Contains("0xf", StringComparison.Ordinal) ? 15 : 16),
        "eth_call" when parameters.Contains("0x313ce567", StringComparison.Ordinal) => "{\"error\":{\"code\":3,\"message\":\"execution reverted\"}}",
        _ => "{\"result\":\"0x\"}",
    };

    private static string Block(int number, int parent) =>
        $$$"""{"id":1,"result":{"number":"0x{{{number:x}}}","hash":"h{{{number}}}","parentHash":"h{{{parent}}}","transactions":[{}]}}""";

    private static string Receipts(int number) =>
        $$$"""
        {"result":[{"blockHash":"h{{{number}}}","contractAddress":null,"logs":[
          {"address":"0x01","topics":[]},
          {"address":"{{{Token}}}","topics":["0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"]}]}]}
        """;
}
