using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.UnitTests.Rpc;

public sealed class RpcClientTests
{
    private const string TooMany = """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch limit 7 exceeded"}}""";

    [Fact]
    public async Task Calls_are_split_into_batches_of_the_configured_size()
    {
        await using var endpoint = new Endpoint(Answer, Endpoint.Options() with { BatchSize = 4 });
        var results = new ResultTexts();
        await endpoint.SendAsync(Endpoint.Batch(10), results);
        Assert.Equal([4, 4, 2], endpoint.Node.Requests.Select(r => r.Calls.Count));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"\"0x{i:x}\""), Enumerable.Range(0, 10).Select(i => results.Texts[i]));
    }

    [Fact]
    public async Task A_batch_size_of_one_sends_objects_never_arrays()
    {
        await using var endpoint = new Endpoint(Answer, Endpoint.Options() with { BatchSize = 1 });
        await endpoint.SendAsync(Endpoint.Batch(3), new ResultTexts());
        Assert.Equal(3, endpoint.Node.Requests.Count);
        Assert.All(endpoint.Node.Requests, r => Assert.False(r.IsArray));
    }

    [Fact]
    public async Task Only_what_failed_is_asked_for_again()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
            request.Number == 0 && call.Id is 2 or 3 ? """error:{"code":429,"message":"slow down"}""" : $"{call.Id}"));
        var results = new ResultTexts();
        await endpoint.SendAsync(Endpoint.Batch(4), results);
        Assert.Equal([1, 2, 3, 4], endpoint.Node.Requests[0].Calls.Select(c => c.Id));
        Assert.Equal([2, 3], endpoint.Node.Requests[1].Calls.Select(c => c.Id));
        Assert.Equal(4, results.Texts.Count);
        Assert.Equal(2, endpoint.Status.RpcErrors);
    }

    [Fact]
    public async Task Missing_items_and_broken_json_are_asked_for_again()
    {
        await using var endpoint = new Endpoint(request => request.Number switch
        {
            0 => FakeNode.Ok("""[{"id":2,"result":2}]"""),
            1 => FakeNode.Ok("""[{"id":1,"result":1},{"id":3,"result":{"a":"""),
            _ => FakeNode.Items(request, call => $"{call.Id}"),
        });
        await endpoint.SendAsync(Endpoint.Batch(3), new ResultTexts());
        Assert.Equal([[1, 2, 3], [1, 3], [3]], endpoint.Node.Requests.Select(r => r.Calls.Select(c => c.Id)));
    }

    [Fact]
    public async Task A_named_limit_is_taken_at_its_word_and_remembered()
    {
        await using var endpoint = new Endpoint(request => request.Calls.Count > 7 ? FakeNode.Ok(TooMany) : Answer(request));
        await endpoint.SendAsync(Endpoint.Batch(20), new ResultTexts());
        Assert.Equal([20, 7, 7, 6], endpoint.Node.Requests.Select(r => r.Calls.Count));
        Assert.Equal(7, endpoint.Client.BatchLimit);
        await endpoint.SendAsync(Endpoint.Batch(20), new ResultTexts());
        Assert.Equal([7, 7, 6], endpoint.Node.Requests.Skip(4).Select(r => r.Calls.Count));
        Assert.Empty(endpoint.Time.Pauses);
        Assert.Single(endpoint.Log.Lines, line => line.Contains("at most 7 calls", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"batch too large"}}]""", 200)]
    [InlineData("""{"error":{"code":-32005,"message":"Number of requests exceeds max batch size"}}""", 200)]
    [InlineData("""{"error":{"code":-32000,"message":"Response is too big"}}""", 200)]
    [InlineData("<html>Request Entity Too Large</html>", 413)]
    public async Task A_limit_without_number_halves_the_batch(string refusal, int status)
    {
        await using var endpoint = new Endpoint(request => request.Calls.Count > 5 ? FakeNode.Status(status, refusal) : Answer(request));
        await endpoint.SendAsync(Endpoint.Batch(20), new ResultTexts());
        Assert.Equal([20, 10, 5, 5, 5, 5], endpoint.Node.Requests.Select(r => r.Calls.Count));
        Assert.Equal(5, endpoint.Client.BatchLimit);
    }

    [Fact]
    public async Task Items_behind_the_byte_limit_are_asked_for_again_in_smaller_batches()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
            request.Calls.ToList().IndexOf(call) < 3 ? $"{call.Id}" : """error:{"code":-32003,"message":"response too large"}"""));
        var results = new ResultTexts();
        await endpoint.SendAsync(Endpoint.Batch(8), results);
        Assert.Equal(8, results.Texts.Count);
        Assert.Equal([8, 4, 2], endpoint.Node.Requests.Select(r => r.Calls.Count));
    }

    [Fact]
    public async Task An_endpoint_without_batches_gets_single_calls()
    {
        await using var endpoint = new Endpoint(request => request.IsArray
            ? FakeNode.Ok("""{"error":{"code":-32600,"message":"batch requests are not supported"}}""")
            : Answer(request));
        await endpoint.SendAsync(Endpoint.Batch(4), new ResultTexts());
        Assert.Equal(1, endpoint.Client.BatchLimit);
        Assert.False(endpoint.Node.Requests[^1].IsArray);
    }

    [Fact]
    public async Task A_call_that_spoils_every_batch_is_isolated()
    {
        await using var endpoint = new Endpoint(request => request.Calls.Count > 1 && request.Calls.Any(c => c.Id == 5)
            ? FakeNode.Ok("""{"error":{"code":-32603,"message":"Internal error"}}""")
            : FakeNode.Items(request, call => call.Id == 5 ? """error:{"code":-32000,"message":"boom"}""" : $"{call.Id}"));
        RpcBatch batch = Endpoint.Batch(8, returnsErrors: true);
        await endpoint.SendAsync(batch, new ResultTexts());
        Assert.Equal("boom", batch.GetError(4)!.NodeMessage);
        Assert.All([0, 1, 2, 3, 5, 6, 7], i => Assert.True(batch.IsDone(i)));
        Assert.Equal(20, endpoint.Client.BatchLimit);
    }

    [Fact]
    public async Task What_the_node_answered_is_handed_back_when_wanted()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call => call.Id switch
        {
            1 => "null",
            2 => """error:{"code":-32000,"message":"boom"}""",
            3 => """error:{"code":4444,"message":"Pruned history unavailable"}""",
            _ => "4",
        }));
        RpcBatch batch = Endpoint.Batch(4, returnsErrors: true);
        await endpoint.SendAsync(batch, new ResultTexts());
        Assert.Single(endpoint.Node.Requests);
        Assert.Equal(
            [ChainSyncError.RpcNotFound, ChainSyncError.RpcNodeError, ChainSyncError.RpcPruned, null],
            Enumerable.Range(0, 4).Select(i => batch.GetError(i)?.Error));
    }

    [Fact]
    public async Task An_unknown_method_is_handed_back_and_nothing_else_is()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call => (call.Id, request.Number) switch
        {
            (1, _) => """error:{"code":-32601,"message":"Method not found"}""",
            (2, 0) => "null",
            (2, 1) => """error:{"code":-32000,"message":"boom"}""",
            _ => $"{call.Id}",
        }));
        RpcBatch batch = Endpoint.Batch(3);
        await endpoint.SendAsync(batch, new ResultTexts());
        Assert.Equal([3, 1, 1], endpoint.Node.Requests.Select(r => r.Calls.Count));
        RpcException error = batch.GetError(0)!;
        Assert.Equal(ChainSyncError.RpcMethodNotFound, error.Error);
        Assert.False(error.IsTransient);
        Assert.Equal("eth_getBlockByNumber", error.Method);
        Assert.Equal(0UL, error.BlockNumber);
        Assert.Equal(-32601, error.NodeCode);
        Assert.Contains("Method not found", error.Message, StringComparison.Ordinal);
        Assert.True(batch.IsDone(1));
    }

    [Fact]
    public async Task Cancellation_ends_the_retries()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var endpoint = new Endpoint(request =>
        {
            if (request.Number == 20) stop.Cancel();
            throw new HttpRequestException("Connection refused");
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await endpoint.Client.SendAsync(Endpoint.Batch(2), new ResultTexts(), stop.Token));
        Assert.Equal(21, endpoint.Node.Requests.Count);
    }

    [Fact]
    public async Task No_more_requests_are_under_way_than_allowed()
    {
        int now = 0;
        int most = 0;
        await using var endpoint = new Endpoint(
            request =>
            {
                int current = Interlocked.Increment(ref now);
                InterlockedMax(ref most, current);
                Thread.Sleep(2);
                Interlocked.Decrement(ref now);
                return Answer(request);
            },
            Endpoint.Options() with { Concurrency = 3, BatchSize = 1 });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () => await endpoint.SendAsync(Endpoint.Batch(5), new ResultTexts()), TestContext.Current.CancellationToken)));
        Assert.Equal(40, endpoint.Node.Requests.Count);
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task The_rate_is_kept_and_bounds_the_batch()
    {
        await using var endpoint = new Endpoint(Answer, Endpoint.Options() with { CallsPerSecond = 5, BatchSize = 100 });
        await endpoint.SendAsync(Endpoint.Batch(20), new ResultTexts());
        Assert.Equal([5, 5, 5, 5], endpoint.Node.Requests.Select(r => r.Calls.Count));
        Assert.Equal(3, endpoint.Time.Pauses.Sum(p => p.TotalSeconds), 3);
    }

    [Theory]
    [InlineData("ftp://node.test")]
    [InlineData("relative")]
    public void An_address_that_cannot_work_is_refused(string url)
    {
        var options = new RpcEndpointOptions { Url = new Uri(url, UriKind.RelativeOrAbsolute) };
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => RpcOptionsCheck.Check(options));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains(nameof(RpcEndpointOptions.Url), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_by_name()
    {
        RpcEndpointOptions good = Endpoint.Options();
        (string Name, RpcEndpointOptions Options)[] bad =
        [
            ("BatchSize", good with { BatchSize = 0 }),
            ("Concurrency", good with { Concurrency = 0 }),
            ("CallsPerSecond", good with { CallsPerSecond = 0 }),
            ("CallsPerSecond", good with { CallsPerSecond = double.NaN }),
            ("MaxResponseBytes", good with { MaxResponseBytes = 0 }),
            ("Timeout", good with { Timeout = TimeSpan.Zero }),
            ("MaxRetryDelay", good with { MaxRetryDelay = TimeSpan.FromDays(30) }),
            ("Headers", good with { Headers = new Dictionary<string, string> { ["X-Key"] = "a\r\nX-Other: b" } }),
            ("Headers", good with { Headers = new Dictionary<string, string> { ["X Key"] = "a" } }),
        ];
        foreach ((string name, RpcEndpointOptions options) in bad)
            Assert.Contains(name, Assert.Throws<ChainSyncException>(() => RpcOptionsCheck.Check(options)).Message, StringComparison.Ordinal);
    }

    private static HttpResponseMessage Answer(FakeRequest request) => FakeNode.Items(request, call => $"\"0x{call.Id - 1:x}\"");

    private static void InterlockedMax(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value > seen)
            seen = Interlocked.CompareExchange(ref target, value, seen) is int before && before == seen ? value : before;
    }
}
