using HighPerfChainSync.Buffers;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.AllocationTests.Pipeline;

[Collection(WholeProcess.Name)]
public sealed class StreamAllocationTests
{
    private const ulong Warm = 20_000;
    private const ulong Step = 25_000;
    private const int Runs = 4;
    private const ulong Last = Warm + (Runs * Step);

    /// <summary>
    /// From the planner to the commit: what a range and a commit cost, spread over their blocks, and nothing for a block itself.
    /// Builds without optimisation pay for each asynchronous call with an object; the bound is for those.
    /// </summary>
    private const double MostBytesPerBlock = 64;

    [Fact]
    public async Task A_block_on_its_way_through_the_stages_costs_next_to_nothing()
    {
        using var pool = new BlockDataPool(2048, new SlabPool(4096, 16));
        // The least of several stretches: the runtime's own threads allocate now and then.
        long before = 0;
        long least = long.MaxValue;
        var sink = new FakeBlockSink
        {
            Remembers = false,
            Limits = new SinkLimits(50, long.MaxValue, TimeSpan.FromHours(1)),
            OnWrite = (block, _) =>
            {
                if (block.Header.Number < Warm || (block.Header.Number - Warm) % Step != 0) return Task.CompletedTask;
                long now = GC.GetTotalAllocatedBytes(precise: true);
                if (block.Header.Number > Warm) least = Math.Min(least, now - before);
                before = now;
                return Task.CompletedTask;
            },
        };
        var options = new StreamOptions { Rpc = new RpcEndpointOptions { Url = new Uri("http://127.0.0.1:1") }, To = Last };
        var services = new SyncStreamServices { Source = (_, _, _) => new FakeBlockSource(Last) { BlockBytes = _ => 500 }, Pool = pool };
        await using var stream = new SyncStream(options, sink, services);

        await stream.RunAsync(TestContext.Current.CancellationToken);

        double perBlock = least / (double)Step;
        TestContext.Current.SendDiagnosticMessage("{0:0.0} bytes allocated per block", perBlock);
        Assert.InRange(perBlock, 0, MostBytesPerBlock);
    }
}
