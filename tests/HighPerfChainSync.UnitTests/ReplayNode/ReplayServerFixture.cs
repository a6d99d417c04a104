using System.Net;
using System.Text.Json.Nodes;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.UnitTests.ReplayNode;

/// <summary>A server over a small generated chain, and clients for it.</summary>
internal sealed class ReplayServerFixture : IAsyncDisposable
{
    private readonly HttpClient _client = new();

    private ReplayServerFixture(ReplayServer server) => Server = server;

    internal ReplayServer Server { get; }

    internal static async Task<ReplayServerFixture> StartAsync(ReplayServerOptions? options = null, ReplayChain? chain = null)
    {
        chain ??= new GeneratedChain(new GeneratorOptions { Shape = ChainShape.Tiny, Blocks = 200 });
        return new ReplayServerFixture(
            await ReplayServer.StartAsync(chain, options ?? new ReplayServerOptions(), TestContext.Current.CancellationToken));
    }

    /// <summary>Posts a body and gives the response as it is.</summary>
    internal Task<HttpResponseMessage> PostAsync(string body, Version? version = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Server.Url)
        {
            Content = new StringContent(body),
            Version = version ?? HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        return _client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Posts a body and reads the answer as JSON.</summary>
    internal async Task<JsonNode> CallAsync(string body, Version? version = null)
    {
        using HttpResponseMessage response = await PostAsync(body, version);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Calls one method and gives its response object.</summary>
    internal Task<JsonNode> CallAsync(string method, string parameters) =>
        CallAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}}}""", version: null);

    /// <summary>A batch of so many calls of a method without parameters, with ids from 0.</summary>
    internal static string Batch(int count, string method = "eth_chainId", string parameters = "[]") =>
        $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"jsonrpc":"2.0","id":{{i}},"method":"{{method}}","params":{{parameters}}}"""))}]";

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Server.DisposeAsync();
    }
}
