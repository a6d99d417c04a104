using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>Where a stream begins and ends: what was asked for, against what is committed and what the node has.</summary>
public sealed class SyncStreamStartTests
{
    [Theory]
    [InlineData("resume", null, 9, 0, 9)]
    [InlineData("resume", 4, 9, 5, 9)]
    [InlineData("3", null, 9, 3, 9)]
    [InlineData("3", 2, 9, 3, 9)]
    [InlineData("3", 5, 9, 6, 9)]
    [InlineData("0", null, 0, 0, 0)]
    [InlineData("0", 4, 9, 5, 9)]
    [InlineData("9", null, 9, 9, 9)]
    [InlineData("latest", null, 20, 20, 20)]
    [InlineData("latest", 4, 9, 5, 9)]
    public async Task It_begins_and_ends_where_it_should(string from, int? committed, int to, int first, int last)
    {
        var sink = new FakeBlockSink { Progress = Progress(committed) };
        await using var run = new StreamRun(new FakeBlockSource(20), sink, o => o with { From = StartPosition.Parse(from), To = (ulong)to });

        await run.RunWellAsync();

        run.AssertCommitted((ulong)first, (ulong)last);
        Assert.Equal((ulong)first, run.Stream.Status.First);
    }

    [Theory]
    [InlineData("resume", 9, 9)]
    [InlineData("resume", 15, 9)]
    [InlineData("12", 15, 9)]
    [InlineData("latest", 9, 9)]
    public async Task It_ends_at_once_when_all_is_committed(string from, int committed, int to)
    {
        var source = new FakeBlockSource(20);
        var sink = new FakeBlockSink { Progress = Progress(committed) };
        await using var run = new StreamRun(source, sink, o => o with { From = StartPosition.Parse(from), To = (ulong)to });

        await run.RunWellAsync();

        Assert.Empty(sink.Committed);
        Assert.Equal((ulong)committed, run.Stream.Status.Committed);
    }

    [Theory]
    [InlineData("7", 4)]
    [InlineData("100", 4)]
    [InlineData("2", 0)]
    public async Task Progress_that_would_leave_a_gap_is_refused_with_both_numbers(string from, int committed)
    {
        var sink = new FakeBlockSink { Progress = Progress(committed) };
        await using var run = new StreamRun(new FakeBlockSource(200), sink, o => o with { From = StartPosition.Parse(from), To = 150 });

        var error = Assert.IsType<ChainSyncException>(await run.RunAsync());

        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains($"block {committed} ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"block {from}:", error.Message, StringComparison.Ordinal);
        Assert.Empty(sink.Committed);
    }

    [Theory]
    [InlineData("10", 9)]
    [InlineData("latest", 9)]
    public async Task A_start_behind_the_end_is_refused(string from, int to)
    {
        await using var run = new StreamRun(new FakeBlockSource(20), new FakeBlockSink(), o => o with { From = StartPosition.Parse(from), To = (ulong)to });

        var error = Assert.IsType<ChainSyncException>(await run.RunAsync());

        Assert.Equal(ChainSyncError.Configuration, error.Error);
    }

    [Fact]
    public async Task The_same_stream_started_again_goes_on_where_it_was()
    {
        StreamProgress? progress = null;
        var all = new List<ulong>();
        foreach (ulong to in new ulong[] { 13, 13, 14, 70 })
        {
            var sink = new FakeBlockSink { Progress = progress };
            await using var run = new StreamRun(new FakeBlockSource(100), sink, o => o with { To = to });
            await run.RunWellAsync();
            all.AddRange(sink.Committed);
            progress = sink.Progress;
        }

        Assert.Equal(71, all.Count);
        for (int i = 0; i < all.Count; i++) Assert.Equal((ulong)i, all[i]);
    }

    [Fact]
    public async Task A_committed_block_of_another_branch_stops_the_stream_at_its_first_block()
    {
        var sink = new FakeBlockSink { Progress = new StreamProgress(41, FakeBlockSource.HashOf(7)) };
        await using var run = new StreamRun(new FakeBlockSource(100), sink, o => o with { To = 60 });

        var error = Assert.IsType<ChainSyncException>(await run.RunAsync());

        Assert.Equal(ChainSyncError.ParentMismatch, error.Error);
        Assert.Contains("block 41 was committed with the hash " + FakeBlockSource.HashOf(7), error.Message, StringComparison.Ordinal);
        Assert.Contains("--emit safe", error.Message, StringComparison.Ordinal);
        Assert.Empty(sink.Committed);
    }

    [Theory]
    [InlineData(true, 3, null)]
    [InlineData(true, 4, "the stream was begun with block 3 ")]
    [InlineData(false, 4, null)]
    public async Task A_node_without_block_0_must_have_the_first_block_of_the_stream(bool knowsHashes, int hash, string? expected)
    {
        var begun = new StreamProgress(3, FakeBlockSource.HashOf((ulong)hash));
        var sink = new FakeBlockSink { Progress = Progress(8)! with { Anchor = begun } };
        await using var run = new StreamRun(new FakeBlockSource(20) { KnowsHashes = knowsHashes }, sink, o => o with { To = 9 });

        Exception? error = await run.RunAsync();

        if (expected is null)
        {
            Assert.Null(error);
            run.AssertCommitted(9, 9);
            return;
        }

        Assert.Equal(ChainSyncError.ProgressMismatch, Assert.IsType<ChainSyncException>(error).Error);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Empty(sink.Committed);
    }

    [Fact]
    public async Task A_stream_can_be_described_without_opening_its_sink()
    {
        var sink = new FakeBlockSink();
        await using var run = new StreamRun(new FakeBlockSource(20), sink, o => o with { From = StartPosition.Latest });

        StreamDescription stream = await run.Stream.DescribeAsync(TestContext.Current.CancellationToken);

        Assert.Equal("anvil", stream.Chain);
        Assert.Equal(20UL, stream.FirstBlock);
        Assert.Null(sink.Opened);
    }

    [Theory]
    [InlineData(null, 1ul, "ethereum")]
    [InlineData(null, 777_777ul, "chain_777777")]
    [InlineData("mine", 1ul, "mine")]
    public async Task The_sink_learns_what_it_must_know(string? name, ulong chainId, string expected)
    {
        var source = new FakeBlockSource(5) { Identity = new ChainIdentity(chainId, null, "fake") };
        await using var run = new StreamRun(source, new FakeBlockSink(), o => o with { Chain = name, From = StartPosition.At(3), To = 5 });

        await run.RunWellAsync();

        Assert.Equal(expected, run.Sink.Opened!.Chain);
        Assert.Equal(expected, run.Stream.Status.Chain);
        Assert.Equal(3ul, run.Sink.Opened.FirstBlock);
        Assert.Equal(chainId, run.Sink.Opened.Identity.ChainId);
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        StreamOptions options = new()
        {
            Rpc = new RpcEndpointOptions { Url = new Uri("http://127.0.0.1:1") },
            Pipeline = new PipelineOptions { MaxBlocksPerRange = 0 },
        };
        var error = Assert.Throws<ChainSyncException>(() => new SyncStream(options, new FakeBlockSink()));
        Assert.Contains("Pipeline:MaxBlocksPerRange", error.Message, StringComparison.Ordinal);
    }

    private static StreamProgress? Progress(int? committed) =>
        committed is int number ? new StreamProgress((ulong)number, FakeBlockSource.HashOf((ulong)number)) : null;
}
