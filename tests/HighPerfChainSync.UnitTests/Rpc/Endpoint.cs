using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>A client, or a source, of a <see cref="FakeNode"/>, with a clock that does not wait.</summary>
internal sealed class Endpoint : IAsyncDisposable
{
    public Endpoint(Func<FakeRequest, HttpResponseMessage> answer, RpcEndpointOptions? options = null)
    {
        Node = new FakeNode(answer);
        options ??= Options();
        Metrics = new ChainSyncMetrics(Status);
        Client = new RpcClient(RpcOptionsCheck.Check(options), Metrics, Log, Time, Node);
        Source = new RpcBlockSource([Client], [options], Metrics, Log, Time, new VerificationOptions { Level = VerificationLevel.None });
    }

    public FakeNode Node { get; }

    public StreamStatus Status { get; } = new();

    public ChainSyncMetrics Metrics { get; }

    public SteppingTime Time { get; } = new();

    public LogLines Log { get; } = new();

    public RpcClient Client { get; }

    public RpcBlockSource Source { get; }

    public static RpcEndpointOptions Options(string url = "http://127.0.0.1:8545") => new() { Url = new Uri(url) };

    /// <summary>A batch of calls named by number.</summary>
    public static RpcBatch Batch(int calls, bool returnsErrors = false)
    {
        var batch = new RpcBatch { ReturnsErrors = returnsErrors };
        for (ulong i = 0; i < (ulong)calls; i++)
            batch.AddBlock(i, full: false);
        return batch;
    }

    /// <summary>The methods of a request.</summary>
    public static string Methods(FakeRequest request) => string.Join(' ', request.Calls.Select(static call => call.Method));

    /// <summary>Has the node name its newest block.</summary>
    public async Task NameHeadAsync() => await Source.GetHeadAsync(TestContext.Current.CancellationToken);

    /// <summary>The methods of each request but the first, which asked for the head.</summary>
    public string[] MethodsAfterFirst() => [.. Node.Requests.Skip(1).Select(Methods)];

    public ValueTask SendAsync(RpcBatch batch, IRpcResultHandler handler) =>
        Client.SendAsync(batch, handler, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        Metrics.Dispose();
    }
}
