using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.UnitTests.Diagnostics;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>One source of several <see cref="FakeNode"/>s, which are called <c>http://node0</c>, <c>http://node1</c> and so on.</summary>
internal sealed class EndpointGroup : IAsyncDisposable
{
    private readonly BlockDataPool _pool = new();
    private readonly ChainSyncMetrics _metrics;

    public EndpointGroup(params Func<FakeRequest, HttpResponseMessage>[] answers)
        : this(null, new VerificationOptions { Level = VerificationLevel.None }, answers)
    {
    }

    public EndpointGroup(TimeProvider? time, VerificationOptions verification, params Func<FakeRequest, HttpResponseMessage>[] answers)
    {
        Nodes = [.. answers.Select(answer => new FakeNode(answer))];
        _metrics = new ChainSyncMetrics(Status, Recorder);
        RpcEndpointOptions[] options = [.. answers.Select((_, i) => new RpcEndpointOptions
        {
            Url = new Uri($"http://node{i}/"),
            RetryDelay = TimeSpan.FromMilliseconds(1),
            MaxRetryDelay = TimeSpan.FromMilliseconds(4),
        })];
        RpcClient[] clients = [.. options.Select((endpoint, i) => new RpcClient(endpoint, _metrics, Log, time, Nodes[i]))];
        Source = new RpcBlockSource(clients, options, _metrics, Log, time, verification);
    }

    public FakeNode[] Nodes { get; }

    public LogLines Log { get; } = new();

    public MetricsRecorder Recorder { get; } = new();

    public StreamStatus Status { get; } = new() { Chain = "c" };

    public RpcBlockSource Source { get; }

    /// <summary>The methods that a node was asked for, in order, one for each call.</summary>
    public IEnumerable<FakeCall> Calls(int node) => Nodes[node].Requests.SelectMany(request => request.Calls);

    /// <summary>How many full blocks a node was asked for.</summary>
    public int BlocksAsked(int node) => Calls(node).Count(call => call.Parameters.EndsWith(",true]", StringComparison.Ordinal));

    /// <summary>Fetches blocks and gives their hashes; every transaction must have its receipt.</summary>
    public async Task<string[]> FetchAsync(int first, int count)
    {
        BlockData[] blocks = [.. Enumerable.Range(0, count).Select(_ => _pool.Rent("test"))];
        try
        {
            var completed = new CompletedBlocks();
            await Source.FetchAsync((ulong)first, blocks, completed, TestContext.Current.CancellationToken);
            for (int i = 0; i < count; i++)
            {
                Assert.Equal((ulong)(first + i), blocks[i].Header.Number);
                Assert.Equal(FakeChain.TransactionCount(first + i), blocks[i].CountOf(Entity.Log));
                Assert.Equal(Enumerable.Repeat(21000UL, FakeChain.TransactionCount(first + i)), completed.GasUsed(blocks[i].Header.Number));
            }

            return [.. blocks.Select(block => block.Header.Hash.ToString())];
        }
        finally
        {
            foreach (BlockData block in blocks) block.Return();
        }
    }

    public static string[] Hashes(int first, int count) => [.. Enumerable.Range(first, count).Select(FakeChain.Hash)];

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        _pool.Dispose();
        _metrics.Dispose();
        Recorder.Dispose();
    }
}
