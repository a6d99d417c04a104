using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Commands;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class ReplayFaultTests
{
    private static readonly Version[] s_versions = [HttpVersion.Version11, HttpVersion.Version20];

    [Theory]
    [InlineData(ReplayFault.ErrorItem, -32000)]
    [InlineData(ReplayFault.RateLimitItem, 429)]
    public async Task EveryThirdItemFailsAlone(ReplayFault fault, int code)
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        fixture.Server.Faults.Enable(fault, every: 3);
        JsonArray items = (await fixture.CallAsync(ReplayServerFixture.Batch(6))).AsArray();
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(i, items[i]!["id"]!.GetValue<int>());
            Assert.Equal(i % 3 == 2 ? code : null, items[i]!["error"]?["code"]!.GetValue<int>());
        }

        Assert.Equal(2, fixture.Server.Faults.CountStrikes(fault));
    }

    [Fact]
    public async Task MissingItemsAreLeftOut()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        fixture.Server.Faults.Enable(ReplayFault.MissingItem, every: 2);
        JsonArray items = (await fixture.CallAsync(ReplayServerFixture.Batch(5))).AsArray();
        Assert.Equal([0, 2, 4], items.Select(item => item!["id"]!.GetValue<int>()));
    }

    [Fact]
    public async Task ReorderedItemsComeBackwards()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        fixture.Server.Faults.Enable(ReplayFault.ReorderedItems, every: 1);
        JsonArray items = (await fixture.CallAsync(ReplayServerFixture.Batch(3))).AsArray();
        Assert.Equal([2, 1, 0], items.Select(item => item!["id"]!.GetValue<int>()));
    }

    [Fact]
    public async Task ASingleErrorStandsForTheWholeBatch()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        fixture.Server.Faults.Enable(ReplayFault.SingleError, every: 1);
        JsonNode answer = await fixture.CallAsync(ReplayServerFixture.Batch(3));
        Assert.Equal(JsonValueKind.Object, answer.GetValueKind());
        Assert.Null(answer["id"]);
        Assert.NotNull(answer["error"]);
    }

    [Fact]
    public async Task HttpErrorsAndTheirDelay()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        fixture.Server.Faults.Enable(ReplayFault.TooManyRequests, every: 1);
        using HttpResponseMessage plain = await fixture.PostAsync(ReplayServerFixture.Batch(1));
        Assert.Equal((HttpStatusCode.TooManyRequests, (TimeSpan?)null), (plain.StatusCode, plain.Headers.RetryAfter?.Delta));

        fixture.Server.Faults.Enable(ReplayFault.TooManyRequestsRetryAfter, every: 1);
        using HttpResponseMessage delayed = await fixture.PostAsync(ReplayServerFixture.Batch(1));
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (delayed.StatusCode, delayed.Headers.RetryAfter?.Delta));

        fixture.Server.Faults.DisableAll();
        fixture.Server.Faults.Enable(ReplayFault.ServerError, every: 1);
        foreach (int status in (int[])[500, 502, 503, 504])
        {
            using HttpResponseMessage failed = await fixture.PostAsync(ReplayServerFixture.Batch(1));
            Assert.Equal(status, (int)failed.StatusCode);
        }
    }

    [Theory]
    [InlineData(ReplayFault.ResetConnection)]
    [InlineData(ReplayFault.TruncatedBody)]
    public async Task ConnectionsBreakBeforeOrWithinTheAnswer(ReplayFault fault)
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        foreach (Version version in s_versions)
        {
            fixture.Server.Faults.Enable(fault, every: 1);
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => fixture.PostAsync(ReplayServerFixture.Batch(20), version));
            fixture.Server.Faults.DisableAll();
            Assert.Equal(20, (await fixture.CallAsync(ReplayServerFixture.Batch(20), version)).AsArray().Count);
        }
    }

    [Fact]
    public async Task InvalidJsonEndsEarlyThoughHttpIsContent()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        fixture.Server.Faults.Enable(ReplayFault.InvalidJson, every: 1);
        foreach (Version version in s_versions)
        {
            using HttpResponseMessage response = await fixture.PostAsync(ReplayServerFixture.Batch(3), version);
            string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.ThrowsAny<JsonException>(() => JsonNode.Parse(text));
        }
    }

    [Fact]
    public async Task FirstAnswersOfABlockAreWrongOnce()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        JsonArray whole = (await fixture.CallAsync("eth_getBlockReceipts", "[\"0x9\"]"))["result"]!.AsArray();
        await ExpectOnceAsync(fixture, ReplayFault.NullReceipts, whole, first => Assert.Null(first));
    }

    [Fact]
    public async Task BlocksNearTheHeadAreNullAtFirst()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        fixture.Server.Faults.Enable(ReplayFault.NullBlock, every: 1);
        Assert.Null((await fixture.CallAsync("eth_getBlockByNumber", "[\"0xc7\",true]"))["result"]);
        Assert.NotNull((await fixture.CallAsync("eth_getBlockByNumber", "[\"0xc7\",true]"))["result"]);
        Assert.NotNull((await fixture.CallAsync("eth_getBlockByNumber", "[\"0xc3\",true]"))["result"]);
    }

    [Fact]
    public async Task MethodsAndParametersThatSomeNodesDoNotKnow()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        string hash = (await fixture.CallAsync("eth_getBlockByNumber", "[\"0x9\",false]"))["result"]!["hash"]!.GetValue<string>();
        fixture.Server.Faults.Enable(ReplayFault.NoReceiptsByHash, every: 1);
        Assert.Equal(-32602, (await fixture.CallAsync("eth_getBlockReceipts", $"[\"{hash}\"]"))["error"]!["code"]!.GetValue<int>());
        Assert.NotNull((await fixture.CallAsync("eth_getBlockReceipts", "[\"0x9\"]"))["result"]);
        fixture.Server.Faults.Enable(ReplayFault.NoBlockReceipts, every: 1);
        Assert.Equal(-32601, (await fixture.CallAsync("eth_getBlockReceipts", "[\"0x9\"]"))["error"]!["code"]!.GetValue<int>());
    }

    [Theory]
    [InlineData(ReplayLimitStyle.Geth, -32600, "batch too large")]
    [InlineData(ReplayLimitStyle.Erigon, -32000, "batch limit 3 exceeded (can increase by --rpc.batch.limit). Requested batch of size: 4")]
    [InlineData(ReplayLimitStyle.Besu, -32005, "Number of requests exceeds max batch size")]
    [InlineData(ReplayLimitStyle.Reth, -32010, "The batch request was too large")]
    public async Task BatchLimitsAreSaidInTheStyleOfTheNode(ReplayLimitStyle style, int code, string message)
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        fixture.Server.Faults.BatchLimit = 3;
        fixture.Server.Faults.LimitStyle = style;
        Assert.Equal(3, (await fixture.CallAsync(ReplayServerFixture.Batch(3))).AsArray().Count);
        JsonNode refused = await fixture.CallAsync(ReplayServerFixture.Batch(4));
        Assert.Equal(style == ReplayLimitStyle.Geth, refused is JsonArray);
        JsonNode error = (refused is JsonArray array ? array[0] : refused)!["error"]!;
        Assert.Equal((code, message), (error["code"]!.GetValue<int>(), error["message"]!.GetValue<string>()));
    }

    [Fact]
    public async Task ByteLimitsFailTheTailOrTheWhole()
    {
        await using ReplayServerFixture fixture = await ReplayServerFixture.StartAsync();
        string batch = ReplayServerFixture.Batch(4, "eth_getBlockByNumber", "[\"0x9\",true]");
        int size = (await fixture.CallAsync(batch))[0]!["result"]!.ToJsonString().Length;
        fixture.Server.Faults.ResponseLimit = (2 * size) + 1;
        JsonArray items = (await fixture.CallAsync(batch)).AsArray();
        Assert.Equal([null, null, -32003, -32003], items.Select(item => item!["error"]?["code"]!.GetValue<int>()));
        fixture.Server.Faults.LimitStyle = ReplayLimitStyle.Reth;
        Assert.Equal(-32011, (await fixture.CallAsync(batch))["error"]!["code"]!.GetValue<int>());
    }

    [Fact]
    public void ProbabilitiesAreKeptRoughlyAndRepeatably()
    {
        var first = new ReplayFaults(seed: 4);
        var second = new ReplayFaults(seed: 4);
        first.EnableAtRandom(ReplayFault.ErrorItem, 0.25);
        second.EnableAtRandom(ReplayFault.ErrorItem, 0.25);
        for (int i = 0; i < 4000; i++) Assert.Equal(first.Strikes(ReplayFault.ErrorItem), second.Strikes(ReplayFault.ErrorItem));
        Assert.InRange(first.CountStrikes(ReplayFault.ErrorItem), 850, 1150);
    }

    [Theory]
    [InlineData("error-item", true)]
    [InlineData("too-many-requests-retry-after=3", true)]
    [InlineData("null-block=20%", true)]
    [InlineData("error-item=0", false)]
    [InlineData("error-item=many", false)]
    [InlineData("error-item=120%", false)]
    [InlineData("unheard-of", false)]
    [InlineData("log-missing", true)]
    [InlineData("log-missing=@100-120,x3,20%", true)]
    [InlineData("log-missing=always,@7", true)]
    [InlineData("log-missing=@9-8", false)]
    [InlineData("log-missing=x0", false)]
    [InlineData("error-item=x3", false)]
    public void NamesOnTheCommandLine(string text, bool isKnown)
    {
        var faults = new ReplayFaults();
        if (isKnown)
            FaultParser.Enable(faults, text);
        else
            Assert.Throws<FormatException>(() => FaultParser.Enable(faults, text));
    }

    private static async Task ExpectOnceAsync(ReplayServerFixture fixture, ReplayFault fault, JsonArray whole, Action<JsonNode?> expectFirst)
    {
        fixture.Server.Faults.DisableAll();
        fixture.Server.Faults.Enable(fault, every: 1);
        expectFirst((await fixture.CallAsync("eth_getBlockReceipts", "[\"0x9\"]"))["result"]);
        Assert.True(JsonNode.DeepEquals(whole, (await fixture.CallAsync("eth_getBlockReceipts", "[\"0x9\"]"))["result"]));
    }
}
