using System.Threading.Channels;
using BenchmarkDotNet.Attributes;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.Benchmarks;

/// <summary>Puts blocks in order: ranges that are fetched in the order in which they were planned, and a whole window of them in reverse.</summary>
[MemoryDiagnoser]
[MinColumn]
public class SequencerBenchmarks : IDisposable
{
    private const int Windows = 100;
    private const int RangesInWindow = 16;
    private const int BlocksInRange = 20;
    private const int Blocks = Windows * RangesInWindow * BlocksInRange;

    private static readonly BlockDataPool s_pool = new();
    private readonly BlockData _block = s_pool.Rent("benchmark");
    private readonly FetchRange[] _window = new FetchRange[RangesInWindow];
    private readonly FetchRange[] _ranges = new FetchRange[2 * RangesInWindow];
    private PipelineContext? _context;
    private RpcBlockSource? _source;
    private ChainSyncMetrics? _metrics;

    /// <summary>Makes what the stages share; no source is asked.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var options = new StreamOptions { Rpc = new RpcEndpointOptions { Url = new Uri("http://127.0.0.1:1") } };
        var status = new StreamStatus { Chain = "benchmark" };
        _metrics = new ChainSyncMetrics(status);
        _source = new RpcBlockSource(options.Rpc, _metrics, NullLogger.Instance);
        _context = new PipelineContext(options, _source, _metrics, status, new SyncStreamServices { Pool = s_pool }, NullLogger.Instance);
        for (int i = 0; i < _ranges.Length; i++) _ranges[i] = new FetchRange(BlocksInRange);
    }

    /// <summary>Gives back what was made.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _source?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
        _context!.Dispose();
        _metrics!.Dispose();
        _block.Return();
    }

    /// <summary>Each range is fetched after the one before it.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Blocks)]
    public int InOrder() => RunAsync(isReversed: false).GetAwaiter().GetResult();

    /// <summary>The last range of a window comes first.</summary>
    [Benchmark(OperationsPerInvoke = Blocks)]
    public int OutOfOrder() => RunAsync(isReversed: true).GetAwaiter().GetResult();

    private async Task<int> RunAsync(bool isReversed)
    {
        Channel<FetchRange> planned = OrderedBlocks.Create<FetchRange>(RangesInWindow, singleWriter: true, runsOnAtOnce: true);
        Channel<FetchRange> recycled = OrderedBlocks.Create<FetchRange>(_ranges.Length, singleWriter: false, runsOnAtOnce: false);
        Channel<BlockData> ordered = OrderedBlocks.Create<BlockData>(BlocksInRange, singleWriter: true, runsOnAtOnce: true);
        foreach (FetchRange range in _ranges) recycled.Writer.TryWrite(range);
        Task running = Task.Run(new BlockSequencer(_context!, planned.Reader, ordered.Writer, recycled.Writer).RunAsync);
        Task<int> taken = Task.Run(() => TakeAsync(ordered.Reader));
        ulong next = 0;
        for (int window = 0; window < Windows; window++)
        {
            for (int i = 0; i < RangesInWindow; i++)
            {
                FetchRange? range;
                while (!recycled.Reader.TryRead(out range)) await recycled.Reader.WaitToReadAsync().ConfigureAwait(false);
                range.Plan(next, BlocksInRange);
                range.Blocks.AsSpan().Fill(_block);
                next += BlocksInRange;
                _window[i] = range;
                await planned.Writer.WriteAsync(range).ConfigureAwait(false);
            }

            if (isReversed) Array.Reverse(_window);
            foreach (FetchRange range in _window) range.Complete(fetched: true);
        }

        planned.Writer.Complete();
        await running.ConfigureAwait(false);
        return await taken.ConfigureAwait(false) == Blocks ? Blocks : throw new InvalidOperationException("Blocks were lost.");
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
