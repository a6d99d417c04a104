using System.Collections.Concurrent;
using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Benchmarks;

/// <summary>Hands blocks from one thread to another, as the stages of the pipeline do, and with the framework's blocking collection.</summary>
[MemoryDiagnoser]
[MinColumn]
public class HandOverBenchmarks
{
    private const int Blocks = 20_000;
    private const int Capacity = 64;

    private static readonly BlockDataPool s_pool = new();
    private readonly BlockData _block = s_pool.Rent("benchmark");

    /// <summary>Gives the block back.</summary>
    [GlobalCleanup]
    public void Cleanup() => _block.Return();

    /// <summary>Through the bounded channel that all stages use.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public int ThroughChannel()
    {
        Channel<BlockData> channel = OrderedBlocks.Create<BlockData>(Capacity, singleWriter: true, runsOnAtOnce: true);
        Task<int> taken = Task.Run(() => TakeAsync(channel.Reader));
        WriteAsync(channel.Writer).GetAwaiter().GetResult();
        return taken.GetAwaiter().GetResult();
    }

    /// <summary>Through a collection that blocks threads.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Blocks)]
    public int ThroughBlockingCollection()
    {
        using var collection = new BlockingCollection<BlockData>(Capacity);
        Task<int> taken = Task.Run(() => collection.GetConsumingEnumerable().Count());
        for (int i = 0; i < Blocks; i++) collection.Add(_block);
        collection.CompleteAdding();
        return taken.GetAwaiter().GetResult();
    }

    private async Task WriteAsync(ChannelWriter<BlockData> writer)
    {
        for (int i = 0; i < Blocks; i++) await writer.WriteAsync(_block).ConfigureAwait(false);
        writer.Complete();
    }

    private static async Task<int> TakeAsync(ChannelReader<BlockData> reader)
    {
        int taken = 0;
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (reader.TryRead(out _)) taken++;
        }

        return taken;
    }
}
