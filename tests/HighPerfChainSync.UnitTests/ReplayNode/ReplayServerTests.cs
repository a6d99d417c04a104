using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using HighPerfChainSync.ReplayNode;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class ReplayServerTests
{
    [Fact]
    public async Task AnswersAlikeOverBothVersionsOfHttp()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        string body = """[{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":["0x5",true]},{"jsonrpc":"2.0","id":"two","method":"eth_getBlockReceipts","params":["0x5"]}]""";
        using HttpResponseMessage first = await fixture.PostAsync(body, HttpVersion.Version11);
        using HttpResponseMessage second = await fixture.PostAsync(body, HttpVersion.Version20);
        Assert.Equal(HttpVersion.Version11, first.Version);
        Assert.Equal(HttpVersion.Version20, second.Version);
        string text = await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(text, await second.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        JsonNode answer = JsonNode.Parse(text)!;
        Assert.Equal("0x5", answer[0]!["result"]!["number"]!.GetValue<string>());
        Assert.Equal("two", answer[1]!["id"]!.GetValue<string>());
        Assert.Equal(answer[0]!["result"]!["transactions"]!.AsArray().Count, answer[1]!["result"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("eth_chainId", "[]", "\"0x539\"")]
    [InlineData("net_version", "[]", "\"1337\"")]
    [InlineData("eth_blockNumber", "[]", "\"0xc7\"")]
    [InlineData("eth_syncing", "[]", "false")]
    [InlineData("eth_getBlockByNumber", "[\"0xc8\",true]", "null")]
    [InlineData("eth_getBlockReceipts", "[\"0xc8\"]", "null")]
    public async Task SmallMethods(string method, string parameters, string result)
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        JsonNode answer = await fixture.CallAsync(method, parameters);
        Assert.Equal(result, answer["result"]?.ToJsonString() ?? "null");
        Assert.Null(answer["error"]);
    }

    [Theory]
    [InlineData("latest", "0xc7")]
    [InlineData("safe", "0xa7")]
    [InlineData("finalized", "0x87")]
    [InlineData("earliest", "0x0")]
    public async Task TagsLagAsOnARealNode(string tag, string number)
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        JsonNode answer = await fixture.CallAsync("eth_getBlockByNumber", $"[\"{tag}\",false]");
        Assert.Equal(number, answer["result"]!["number"]!.GetValue<string>());
    }

    [Fact]
    public async Task BlocksAndReceiptsByHashAndByTransaction()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        JsonNode block = (await fixture.CallAsync("eth_getBlockByNumber", "[\"0x9\",true]"))["result"]!;
        string hash = block["hash"]!.GetValue<string>();
        JsonNode receipts = (await fixture.CallAsync("eth_getBlockReceipts", "[\"0x9\"]"))["result"]!;
        Assert.True(JsonNode.DeepEquals(block, (await fixture.CallAsync("eth_getBlockByHash", $"[\"{hash}\",true]"))["result"]));
        Assert.True(JsonNode.DeepEquals(receipts, (await fixture.CallAsync("eth_getBlockReceipts", $"[\"{hash}\"]"))["result"]));
        Assert.True(JsonNode.DeepEquals(receipts, (await fixture.CallAsync("eth_getBlockReceipts", $$"""[{"blockHash":"{{hash}}"}]"""))["result"]));
        JsonNode hashes = (await fixture.CallAsync("eth_getBlockByNumber", "[\"0x9\",false]"))["result"]!["transactions"]!;
        Assert.NotEmpty(hashes.AsArray());
        for (int i = 0; i < hashes.AsArray().Count; i++)
        {
            Assert.Equal(block["transactions"]![i]!["hash"]!.GetValue<string>(), hashes[i]!.GetValue<string>());
            JsonNode receipt = (await fixture.CallAsync("eth_getTransactionReceipt", $"[\"{hashes[i]}\"]"))["result"]!;
            Assert.True(JsonNode.DeepEquals(receipts[i], receipt));
        }
    }

    [Theory]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_nothing\"}", -32601)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBlockByNumber\",\"params\":[]}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getBlockByNumber\",\"params\":[\"zero\",true]}", -32602)]
    [InlineData("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_getTransactionReceipt\",\"params\":[\"0x1\"]}", -32602)]
    [InlineData("{\"jsonrpc\":", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("[1]", -32700)]
    public async Task BadRequestsGetTheirErrors(string body, int code)
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        Assert.Equal(code, (await fixture.CallAsync(body))["error"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public async Task AnswersAreCompressedOnRequest()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        using var content = new StringContent(ReplayServerFixture.Batch(3));
        using HttpResponseMessage response = await client.PostAsync(fixture.Server.Url, content, TestContext.Current.CancellationToken);
        Assert.Contains("gzip", response.Content.Headers.ContentEncoding);
        await using Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        await using var plain = new GZipStream(body, CompressionMode.Decompress);
        JsonNode answer = (await JsonNode.ParseAsync(plain, cancellationToken: TestContext.Current.CancellationToken))!;
        Assert.Equal(3, answer.AsArray().Count);
    }

    [Fact]
    public async Task AConnectionThatSaysNothingDoesNotDisturbOthers()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        using var silent = new TcpClient();
        await silent.ConnectAsync(IPAddress.Loopback, fixture.Server.Url.Port, TestContext.Current.CancellationToken);
        await silent.GetStream().WriteAsync("PR"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(5, (await fixture.CallAsync(ReplayServerFixture.Batch(5))).AsArray().Count);
        Assert.Equal(5, fixture.Server.Calls);
        Assert.Equal(1, fixture.Server.Requests);
    }

    [Fact]
    public async Task OversizedRequestsAreRefused()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync(new ReplayServerOptions { MaxRequestBytes = 1000 });
        using HttpResponseMessage response = await fixture.PostAsync(ReplayServerFixture.Batch(100));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }
}
