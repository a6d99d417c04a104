using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>Where a reorganisation meets a limit, a restart, a sink that cannot, or a node that contradicts itself.</summary>
public sealed class ReorgEdgeTests
{
    private const int WaitsForHash = 3034;
    private const int BelowFinalized = 3035;

    [Theory]
    [InlineData(5, 5, true)]
    [InlineData(5, 6, false)]
    [InlineData(8, 60, false)]
    [InlineData(0, 1, false)]
    public async Task More_than_the_depth_allowed_stops_and_changes_nothing(int allowed, int depth, bool follows)
    {
        await using StreamRun run = Start(o => o with { MaxReorgDepth = (ulong)allowed });
        Task<Exception?> running = await run.FollowAsync();

        run.Source.Chain.Reorganise(100 - (ulong)depth, 1);
        run.Source.Head = 101;
        if (follows)
        {
            await run.UntilCaughtUpAsync();
            await run.StopWellAsync(running);
            return;
        }

        var error = Assert.IsType<ChainSyncException>(await running);
        Assert.Equal(ChainSyncError.Reorg, error.Error);
        Assert.Contains($"at least {allowed + 1} blocks would have to be taken back, and {allowed} may be", error.Message, StringComparison.Ordinal);
        Assert.Contains("--max-reorg-depth", error.Message, StringComparison.Ordinal);
        Assert.Contains(FakeBlockSource.HashOf(100).ToString(), error.Message, StringComparison.Ordinal);
        Assert.Contains(FakeChain.HashOf(100, 1).ToString(), error.Message, StringComparison.Ordinal);
        AssertUnchanged(run);
    }

    [Fact]
    public async Task A_reorganisation_below_the_first_block_stops()
    {
        await using StreamRun run = Start(o => o with { From = StartPosition.At(90) });
        Task<Exception?> running = await run.FollowAsync();

        run.Source.Chain.Reorganise(89, 1);
        run.Source.Head = 101;

        var error = Assert.IsType<ChainSyncException>(await running);
        Assert.Equal(ChainSyncError.Reorg, error.Error);
        Assert.Contains("No committed block down to 90", error.Message, StringComparison.Ordinal);
        Assert.Empty(run.Sink.Rewinds);
    }

    [Fact]
    public async Task A_sink_that_cannot_take_back_stops_and_says_what_to_do()
    {
        await using StreamRun run = Start(sink: new FakeBlockSink());
        Task<Exception?> running = await run.FollowAsync();

        run.Source.Chain.Reorganise(98, 1);
        run.Source.Head = 101;

        var error = Assert.IsType<ChainSyncException>(await running);
        Assert.Equal(ChainSyncError.ParentMismatch, error.Error);
        Assert.Contains("--emit safe, finalized or confirmations=N", error.Message, StringComparison.Ordinal);
        AssertUnchanged(run);
    }

    [Theory]
    [InlineData(98, 100, 2)]
    [InlineData(98, 105, 2)]
    [InlineData(99, 100, 1)]
    [InlineData(80, 105, 20)]
    public async Task A_restart_on_the_branch_that_was_left_finds_out_by_itself(int ancestor, int head, int depth)
    {
        var source = new FakeBlockSource((ulong)head);
        var left = new FakeChain();
        left.Reorganise((ulong)ancestor, 1);
        // The window has ten blocks; what lies below only the sink knows.
        var sink = new FakeBlockSink { CanRetract = true, Progress = Progress(left, 10), Older = number => left.At(number).Hash };
        StreamProgress? asked = null;
        sink.OnRetract = (back, _) =>
        {
            asked = back;
            return Task.CompletedTask;
        };
        await using StreamRun run = Start(source: source, sink: sink);

        Task<Exception?> running = await run.FollowAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical((ulong)ancestor + 1, (ulong)head);
        Assert.Equal(new StreamProgress((ulong)ancestor, FakeBlockSource.HashOf((ulong)ancestor)), asked);
        Assert.Equal(depth, run.Stream.Status.DeepestReorg);
    }

    [Theory]
    [InlineData(95, true)]
    [InlineData(85, false)]
    public async Task A_restart_knows_no_more_than_the_sink_does(int ancestor, bool follows)
    {
        var left = new FakeChain();
        left.Reorganise((ulong)ancestor, 1);
        var sink = new FakeBlockSink { CanRetract = true, Progress = Progress(left, 10) };
        await using StreamRun run = Start(o => o with { To = 102 }, new FakeBlockSource(102), sink);

        Exception? error = await run.RunAsync();

        if (follows) Assert.Null(error);
        else Assert.Contains("No committed block down to 91", Assert.IsType<ChainSyncException>(error).Message, StringComparison.Ordinal);
        Assert.Equal(follows ? 1 : 0, sink.Rewinds.Count);
    }

    [Theory]
    [InlineData(true, true, 1)]
    [InlineData(false, true, 1)]
    [InlineData(true, false, 0)]
    public async Task At_the_hand_over_blocks_that_are_not_committed_are_dropped(bool canRetract, bool canDrop, int drops)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = new FakeBlockSource(100);
        // The first block hangs in the sink until the break has been seen: so nothing is committed, and all that comes before it is here.
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.BeforeFetch = async (first, cancel) =>
        {
            if (first != 31) return;
            await written.Task.WaitAsync(cancel);
            source.Chain.Reorganise(20, 1);
        };
        source.HashAnswer = number =>
        {
            gate.TrySetResult();
            return source.Chain.At(number).Hash;
        };
        var sink = new FakeBlockSink
        {
            CanRetract = canRetract,
            CanDrop = canDrop,
            Limits = new(1000, long.MaxValue, TimeSpan.FromHours(1)),
            OnWrite = (block, cancel) =>
            {
                written.TrySetResult();
                return block.Header.Number == 0 ? gate.Task.WaitAsync(cancel) : Task.CompletedTask;
            },
        };
        // Ranges of 1, 2, 4, … blocks, one after the other: the sixth begins at block 31.
        await using StreamRun run = Start(o => o with { To = 100, Pipeline = o.Pipeline with { MaxBlocksPerRange = 64, Fetchers = 1 } }, source, sink);

        await run.RunWellAsync();

        run.AssertCanonical(0, 100);
        Assert.Equal(drops, sink.Drops);
        // One that cannot drop block 0 commits it, and no more: so nothing is ever taken back.
        Assert.Empty(sink.Rewinds);
    }

    [Fact]
    public async Task A_node_that_does_not_name_a_hash_is_waited_for()
    {
        using var log = new LogMemory();
        await using StreamRun run = Start(loggers: log);
        Task<Exception?> running = await run.FollowAsync();
        run.Source.HashAnswer = static _ => null;

        run.Source.Chain.Reorganise(98, 1);
        run.Source.Head = 101;
        await Until.TrueAsync(() => Array.Exists(log.Entries, static entry => entry.Id == WaitsForHash), "it says that it waits");
        run.Source.HashAnswer = null;
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 101);
    }

    [Fact]
    public async Task A_replica_of_another_branch_leads_nowhere_but_to_a_new_search()
    {
        await using StreamRun run = Start();
        Task<Exception?> running = await run.FollowAsync();
        // It says for a while that the old branch goes up to block 99.
        int answers = 0;
        run.Source.HashAnswer = number => ++answers < 12 && number < 100 ? FakeBlockSource.HashOf(number) : run.Source.Chain.At(number).Hash;

        run.Source.Chain.Reorganise(95, 1);
        run.Source.Head = 101;
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 101);
        Assert.StartsWith("-100 -99 -98 -97 -96 +96 ", Assert.Single(run.Sink.Rewinds), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_only_one_answer_names_changes_nothing()
    {
        await using StreamRun run = Start();
        Task<Exception?> running = await run.FollowAsync();
        int asked = run.Source.HashRequests;

        run.Source.HeadAnswer = static () => new(100, FakeChain.HashOf(100, 7), 0);
        await Until.TrueAsync(() => run.Source.HashRequests > asked + 3, "the node is asked again");

        Assert.Equal("following the head", run.Stream.Status.Activity);
        await run.StopWellAsync(running);
        AssertUnchanged(run);
    }

    [Fact]
    public async Task Below_the_finalized_block_it_is_followed_with_a_warning()
    {
        using var log = new LogMemory();
        await using StreamRun run = Start(loggers: log);
        run.Source.Tags = static tag => tag == HighPerfChainSync.Chain.BlockTag.Finalized ? 97 : null;
        Task<Exception?> running = await run.FollowAsync();

        run.Source.Chain.Reorganise(95, 1);
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 100);
        Assert.Contains(log.Entries, static entry => entry.Id == BelowFinalized && entry.Text.Contains("block 95, below block 97", StringComparison.Ordinal));
    }

    private static StreamProgress Progress(FakeChain chain, int recent)
    {
        var hashes = new List<Hash256>();
        for (int i = 0; i < recent; i++) hashes.Add(chain.At((ulong)(101 - recent + i)).Hash);
        return new StreamProgress(100, hashes[^1]) { Recent = hashes };
    }

    private static void AssertUnchanged(StreamRun run)
    {
        Assert.Empty(run.Sink.Rewinds);
        run.AssertCommitted(0, 100);
        foreach ((ulong number, Hash256 hash) in run.Sink.View) Assert.Equal(FakeBlockSource.HashOf(number), hash);
    }

    private static StreamRun Start(
        Func<StreamOptions, StreamOptions>? change = null, FakeBlockSource? source = null, FakeBlockSink? sink = null, LogMemory? loggers = null) =>
        new(source ?? new FakeBlockSource(100), sink ?? new FakeBlockSink { CanRetract = true }, o =>
        {
            o = o with { Pipeline = o.Pipeline with { Fetchers = 1 } };
            return change?.Invoke(o) ?? o;
        }, loggers);
}
