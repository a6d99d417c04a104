using System.IO.Compression;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>The client over real connections.</summary>
public sealed class RpcTransportTests
{
    private static readonly byte[] s_result = """{"jsonrpc":"2.0","id":1,"result":"ok"}"""u8.ToArray();

    [Fact]
    public async Task Requests_carry_what_was_configured_and_nothing_else()
    {
        await using var node = new SocketNode(_ => SocketNode.Answer("", s_result));
        await SendAsync(node, new UriBuilder(node.Url) { UserName = "user", Password = "p%40ss" }.Uri, o => o with
        {
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = "key", ["Content-Type"] = "application/json; charset=utf-8" },
        });
        string head = node.Heads[0];
        Assert.StartsWith("POST / HTTP/1.1\r\n", head, StringComparison.Ordinal);
        Assert.Contains("X-Api-Key: key\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json; charset=utf-8\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"Authorization: Basic {Convert.ToBase64String("user:p@ss"u8)}\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Accept-Encoding", head, StringComparison.Ordinal);
        Assert.DoesNotContain("traceparent", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("User-Agent", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bearer_token_is_sent()
    {
        await using var node = new SocketNode(_ => SocketNode.Answer("", s_result));
        await SendAsync(node, node.Url, o => o with { BearerToken = "token" });
        Assert.Contains("Authorization: Bearer token\r\n", node.Heads[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_is_asked_for_only_on_request()
    {
        await using var node = new SocketNode(_ => SocketNode.Answer("Content-Encoding: gzip\r\n", Zip(s_result)));
        await SendAsync(node, node.Url, o => o with { Gzip = true });
        Assert.Contains("Accept-Encoding: gzip\r\n", node.Heads[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Encodings_that_were_not_asked_for_are_a_fault()
    {
        await using var node = new SocketNode(i => i == 0 ? SocketNode.Answer("Content-Encoding: gzip\r\n", Zip(s_result)) : SocketNode.Answer("", s_result));
        IReadOnlyList<string> log = await SendAsync(node, node.Url, o => o);
        Assert.Contains("encoded as gzip", Assert.Single(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_answer_that_inflates_without_end_is_cut_off()
    {
        byte[] bomb = Zip(new byte[20 << 20]);
        await using var node = new SocketNode(i => SocketNode.Answer("Content-Encoding: gzip\r\n", i == 0 ? bomb : Zip(s_result)));
        IReadOnlyList<string> log = await SendAsync(node, node.Url, o => o with { Gzip = true, MaxResponseBytes = 1 << 20 });
        Assert.Contains("exceeds the 1048576 bytes", Assert.Single(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_compression_is_a_fault()
    {
        await using var node = new SocketNode(i => SocketNode.Answer("Content-Encoding: gzip\r\n", i == 0 ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] : Zip(s_result)));
        IReadOnlyList<string> log = await SendAsync(node, node.Url, o => o with { Gzip = true });
        Assert.Contains("cannot be decompressed", Assert.Single(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_answer_that_breaks_off_the_complete_items_are_kept()
    {
        byte[] half = """[{"id":1,"result":1},{"id":2,"resu"""u8.ToArray();
        byte[] rest = """{"id":2,"result":2}"""u8.ToArray();
        await using var node = new SocketNode(i => i == 0 ? SocketNode.Answer("", half, promised: 1000) : SocketNode.Answer("", rest));
        var results = new ResultTexts();
        IReadOnlyList<string> log = await SendAsync(node, node.Url, o => o, Endpoint.Batch(2), results);
        Assert.Contains("broke off", Assert.Single(log), StringComparison.Ordinal);
        Assert.Equal(2, results.Count);
    }

    [Fact]
    public async Task A_closed_connection_is_a_fault()
    {
        await using var node = new SocketNode(i => i == 0 ? null : SocketNode.Answer("", s_result));
        IReadOnlyList<string> log = await SendAsync(node, node.Url, o => o);
        Assert.Contains("the connection failed", Assert.Single(log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_timeout_covers_the_body()
    {
        int requests = 0;
        var handler = new FakeNode(_ => requests++ == 0
            ? new HttpResponseMessage { Content = new StreamContent(new EndlessWait()) }
            : FakeNode.Ok("""{"id":1,"result":1}"""));
        using var metrics = new ChainSyncMetrics(new StreamStatus());
        var log = new LogLines();
        RpcEndpointOptions options = Endpoint.Options() with { Timeout = TimeSpan.FromMilliseconds(50) };
        await using var client = new RpcClient(options, metrics, log, new SteppingTime(), handler);
        await client.SendAsync(Endpoint.Batch(1), new ResultTexts(), TestContext.Current.CancellationToken);
        Assert.Contains("no complete answer within 0.05 s", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_authorities_that_holds_none_is_refused()
    {
        string file = Path.GetTempFileName();
        try
        {
            RpcEndpointOptions options = Endpoint.Options("https://node.test") with { CaFile = file };
            Assert.Equal(ChainSyncError.Configuration, Assert.Throws<ChainSyncException>(() => RpcHttpHandler.Create(options)).Error);
            options = options with { CaFile = file + ".missing" };
            Assert.Contains(".missing", Assert.Throws<ChainSyncException>(() => RpcHttpHandler.Create(options)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("http://node.test", HttpVersionChoice.Auto, 1, HttpVersionPolicy.RequestVersionOrLower)]
    [InlineData("https://node.test", HttpVersionChoice.Auto, 2, HttpVersionPolicy.RequestVersionOrLower)]
    [InlineData("http://node.test", HttpVersionChoice.Http2, 2, HttpVersionPolicy.RequestVersionExact)]
    [InlineData("https://node.test", HttpVersionChoice.Http1, 1, HttpVersionPolicy.RequestVersionOrLower)]
    public void The_version_is_what_was_chosen(string url, HttpVersionChoice choice, int major, HttpVersionPolicy policy)
    {
        using HttpRequestMessage request = new RpcRequestFactory(Endpoint.Options(url) with { Http = choice }).Create(default);
        Assert.Equal(major, request.Version.Major);
        Assert.Equal(policy, request.VersionPolicy);
    }

    private static async Task<IReadOnlyList<string>> SendAsync(
        SocketNode node, Uri url, Func<RpcEndpointOptions, RpcEndpointOptions> configure, RpcBatch? batch = null, ResultTexts? results = null)
    {
        using var metrics = new ChainSyncMetrics(new StreamStatus());
        var log = new LogLines();
        await using var client = new RpcClient(configure(new RpcEndpointOptions { Url = url }), metrics, log, new SteppingTime());
        batch ??= Endpoint.Batch(1);
        await client.SendAsync(batch, results ?? new ResultTexts(), TestContext.Current.CancellationToken);
        Assert.True(batch.IsDone(0));
        Assert.NotEmpty(node.Heads);
        return log.Lines;
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var zip = new GZipStream(output, CompressionLevel.Fastest)) zip.Write(bytes);
        return output.ToArray();
    }

    /// <summary>A body that never comes.</summary>
    private sealed class EndlessWait : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
