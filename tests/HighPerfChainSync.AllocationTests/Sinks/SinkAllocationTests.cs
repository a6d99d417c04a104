using HighPerfChainSync.AllocationTests.Pipeline;
using HighPerfChainSync.AllocationTests.WholePath;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.AllocationTests.Sinks;

/// <summary>Sinks that need no broker: a commit costs what it costs, a record nothing.</summary>
[Collection(WholeProcess.Name)]
public sealed class SinkAllocationTests
{
    private const int Commits = 10;
    private const int WarmUp = 4;
    private const int Runs = 4;
    private const int Few = 100;
    private const int Many = 4 * Few;

    private ulong _next;

    [Fact]
    public async Task The_null_sink_allocates_nothing()
    {
        await using var sink = new NullSink();
        (long few, long many) = await MeasureAsync(sink);
        Assert.Equal((0, 0), (few, many));
    }

    [Fact]
    public async Task Files_cost_something_for_a_commit_and_nothing_for_a_record()
    {
        string directory = Directory.CreateTempSubdirectory("chainsync-allocations-").FullName;
        try
        {
            await using var sink = new NdjsonFileSink(new NdjsonFileSinkOptions { Directory = directory });
            (long few, long many) = await MeasureAsync(sink);
            double perRecord = (many - few) / (double)(Commits * 2 * (Many - Few));
            TestContext.Current.SendDiagnosticMessage("{0} bytes allocated a commit, {1:0.000} a record", few / Commits, perRecord);
            Assert.InRange(perRecord, -0.1, 0.1);
            Assert.InRange(few / (double)Commits, 0, AllocationBudgets.FileCommit);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <returns>Bytes that some commits of few and of many records allocate: the least of some runs.</returns>
    private async Task<(long Few, long Many)> MeasureAsync(IBlockSink sink)
    {
        using var pool = new BlockDataPool();
        await sink.OpenAsync(EncodedBlocks.Stream("test"), TestContext.Current.CancellationToken);
        for (int i = 0; i < WarmUp; i++) await CountAsync(sink, pool, Many);
        long few = long.MaxValue;
        long many = long.MaxValue;
        for (int i = 0; i < Runs; i++)
        {
            few = Math.Min(few, await CountAsync(sink, pool, Few));
            many = Math.Min(many, await CountAsync(sink, pool, Many));
        }

        return (few, many);
    }

    private Task<long> CountAsync(IBlockSink sink, BlockDataPool pool, int transactions)
    {
        ulong first = _next;
        _next += Commits;
        return CommitAllocations.CountAsync(sink, pool, first, Commits, transactions);
    }
}
