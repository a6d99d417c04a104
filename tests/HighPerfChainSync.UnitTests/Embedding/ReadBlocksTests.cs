using HighPerfChainSync.Buffers;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;
using HighPerfChainSync.UnitTests.Pipeline;

namespace HighPerfChainSync.UnitTests.Embedding;

public sealed class ReadBlocksTests : IDisposable
{
    private readonly BlockDataPool _pool = new(512, new SlabPool(1024, 16));

    [Theory]
    [InlineData("resume", 0)]
    [InlineData("17", 17)]
    [InlineData("latest", 120)]
    public async Task Blocks_come_in_order_from_the_start_to_the_end(string from, int first)
    {
        var source = new FakeBlockSource(120);
        ulong next = (ulong)first;
        await foreach (BlockData block in Read(source, Options() with { From = StartPosition.Parse(from), To = 120 }))
        {
            Assert.Equal(next++, block.Header.Number);
            Assert.Equal(1, block.Transactions.Count);
        }

        Assert.Equal(121ul, next);
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task A_loop_that_is_left_gives_everything_back()
    {
        var source = new FakeBlockSource(1_000_000) { BlockBytes = _ => 10_000 };
        int seen = 0;
        await foreach (BlockData block in Read(source, Options()))
        {
            Assert.True(_pool.Outstanding > 0);
            if (++seen == 57) break;
        }

        Assert.Equal(0, _pool.Outstanding);
        Assert.True(source.IsDisposed);
    }

    [Fact]
    public async Task A_block_goes_back_when_the_next_is_asked_for()
    {
        await using IAsyncEnumerator<BlockData> blocks = Read(new FakeBlockSource(1), Options() with { To = 1 }).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await blocks.MoveNextAsync());
        BlockData first = blocks.Current;
        Assert.True(first.IsRented);
        // Else the second may be fetched into the first one's memory.
        await Until.TrueAsync(() => _pool.Outstanding == 2, "the second block is fetched");
        Assert.True(await blocks.MoveNextAsync());
        Assert.False(first.IsRented);
        Assert.False(await blocks.MoveNextAsync());
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task A_caller_that_blocks_is_not_within_a_stage_of_ours()
    {
        var source = new FakeBlockSource(99) { BeforeFetch = (_, cancel) => Task.Delay(2, cancel) };
        await using IAsyncEnumerator<BlockData> blocks = Read(source, Options() with { To = 99 }).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        for (int i = 0; i < 50; i++) Assert.True(await MoveTwiceAsync(blocks), $"The block behind {blocks.Current.Header.Number} did not come.");
        Assert.Equal(99ul, blocks.Current.Header.Number);
    }

    [Fact]
    public async Task Reading_goes_on_behind_what_the_caller_has()
    {
        var after = new StreamProgress(40, FakeBlockSource.HashOf(40));
        ulong next = 41;
        await foreach (BlockData block in Read(new FakeBlockSource(60), Options() with { From = StartPosition.At(3), To = 60 }, after))
            Assert.Equal(next++, block.Header.Number);
        Assert.Equal(61ul, next);
    }

    [Fact]
    public async Task What_the_caller_has_must_fit()
    {
        var after = new StreamProgress(40, FakeBlockSource.HashOf(39));
        var error = await Assert.ThrowsAsync<ChainSyncException>(async () =>
        {
            await foreach (BlockData block in Read(new FakeBlockSource(60), Options(), after)) Assert.Fail($"Block {block.Header.Number} does not fit.");
        });
        Assert.Equal(ChainSyncError.ParentMismatch, error.Error);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task A_fault_of_the_source_reaches_the_caller_after_the_blocks_before_it()
    {
        var fault = new ChainSyncException(ChainSyncError.Internal, "broken");
        var source = new FakeBlockSource(1000) { BeforeFetch = (first, _) => first >= 30 ? Task.FromException(fault) : Task.CompletedTask };
        ulong next = 0;
        var error = await Assert.ThrowsAsync<ChainSyncException>(async () =>
        {
            StreamOptions oneFetcher = Options() with { Pipeline = new PipelineOptions { Fetchers = 1 } };
            await foreach (BlockData block in Read(source, oneFetcher)) Assert.Equal(next++, block.Header.Number);
        });
        Assert.Same(fault, error);
        Assert.InRange(next, 30ul, 50ul);
        Assert.Equal(0, _pool.Outstanding);
    }

    [Fact]
    public async Task A_cancelled_read_ends_while_it_waits_for_the_head()
    {
        using var cancel = new CancellationTokenSource();
        ulong next = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (BlockData block in Read(new FakeBlockSource(5), Options()).WithCancellation(cancel.Token))
            {
                Assert.Equal(next++, block.Header.Number);
                if (next == 6) cancel.CancelAfter(20);
            }
        });
        Assert.Equal(6ul, next);
        Assert.Equal(0, _pool.Outstanding);
    }

    public void Dispose() => _pool.Dispose();

    /// <summary>Waits without a thread, and then with the one that brought the block: were that a stage's, the next block would not come.</summary>
    private static async Task<bool> MoveTwiceAsync(IAsyncEnumerator<BlockData> blocks) =>
        await blocks.MoveNextAsync().ConfigureAwait(false) && blocks.MoveNextAsync().AsTask().Wait(TimeSpan.FromSeconds(20));

    private static StreamOptions Options() => new() { Rpc = new RpcEndpointOptions { Url = new Uri("http://127.0.0.1:1") } };

    private IAsyncEnumerable<BlockData> Read(FakeBlockSource source, StreamOptions options, StreamProgress? after = null) =>
        ChainSync.ReadBlocksAsync(options, after, new SyncStreamServices { Source = (_, _, _) => source, Pool = _pool }, TestContext.Current.CancellationToken);
}
