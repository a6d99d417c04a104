using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.AllocationTests.Pipeline;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.AllocationTests.WholePath;

/// <summary>What fetching allocates, over a real connection to a node in a process of its own: something for each request, nothing for what is in it.</summary>
[Collection(WholeProcess.Name)]
public sealed class SourceAllocationTests
{
    private const int WarmUp = 300;
    private const int Requests = 200;
    private const int Runs = 5;
    private const int Blocks = 20;

    private static readonly string[] s_content =
    [
        "--chain", "generated", "--shape", "Tiny", "--transactions", "4", "--logs", "8", "--input-bytes", "400", "--log-data-bytes", "256", "--blocks", "64",
    ];

    [Fact]
    public async Task A_request_costs_the_same_with_one_call_as_with_twenty()
    {
        await using ReplayNodeProcess node = await ReplayNodeProcess.StartAsync(s_content, TestContext.Current.CancellationToken);
        using var metrics = new ChainSyncMetrics(new StreamStatus { Chain = "test" });
        await using var client = new RpcClient(new RpcEndpointOptions { Url = node.Url }, metrics, NullLogger.Instance);
        var batch = new RpcBatch();
        var handler = new Skipper();

        double one = await LeastAsync(() => CallAsync(client, batch, handler, 1));
        double twenty = await LeastAsync(() => CallAsync(client, batch, handler, Blocks));

        TestContext.Current.SendDiagnosticMessage("{0:0} bytes allocated a request of one call, {1:0} with {2} calls", one, twenty, Blocks);
        Assert.InRange(one, 1, AllocationBudgets.Request);
        Assert.InRange(twenty, 1, AllocationBudgets.Request);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(Blocks)]
    public async Task A_range_costs_two_requests_whatever_blocks_it_has(int blocks)
    {
        await using ReplayNodeProcess node = await ReplayNodeProcess.StartAsync(s_content, TestContext.Current.CancellationToken);
        using var metrics = new ChainSyncMetrics(new StreamStatus { Chain = "test" });
        var options = new StreamOptions { Rpc = new RpcEndpointOptions { Url = node.Url } };
        IBlockSource source = SyncStreamSource.Create(options, metrics, new SyncStreamServices());
        await source.GetIdentityAsync(TestContext.Current.CancellationToken);
        using var pool = new BlockDataPool();
        var range = new BlockData[blocks];
        for (int i = 0; i < blocks; i++) range[i] = pool.Rent("test");

        var fetched = new UnobservedBlocks();
        double bytes = await LeastAsync(() => source.FetchAsync(7, range, fetched, TestContext.Current.CancellationToken));

        foreach (BlockData block in range)
        {
            Assert.Equal((4, 8), (block.Transactions.Count, block.Logs.Count));
            block.Return();
        }

        await ((IAsyncDisposable)source).DisposeAsync();
        TestContext.Current.SendDiagnosticMessage("{0:0} bytes allocated a range of {1} blocks", bytes, blocks);
        Assert.InRange(bytes, 1, AllocationBudgets.Range);
    }

    /// <returns>Bytes that the whole process allocates in a call: the least of some runs, since the runtime's own threads only add.</returns>
    private static async Task<double> LeastAsync(Func<ValueTask> call)
    {
        for (int i = 0; i < WarmUp; i++) await call();
        long least = long.MaxValue;
        for (int run = 0; run < Runs; run++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < Requests; i++) await call();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return (double)least / Requests;
    }

    private static ValueTask CallAsync(RpcClient client, RpcBatch batch, Skipper handler, int calls)
    {
        batch.Clear();
        for (int i = 0; i < calls; i++) batch.AddBlock((ulong)i, full: true);
        return client.SendAsync(batch, handler, TestContext.Current.CancellationToken);
    }

    private sealed class Skipper : IRpcResultHandler
    {
        public long OnResult(int index, in ReadOnlySequence<byte> json)
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            reader.Skip();
            return reader.BytesConsumed;
        }
    }
}
