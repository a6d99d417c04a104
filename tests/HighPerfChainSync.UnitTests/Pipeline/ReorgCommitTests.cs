using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>The commit of a reorganisation: larger than memory, lost, stopped, aborted.</summary>
public sealed class ReorgCommitTests
{
    private const int Block = 256 * 1024;

    [Theory]
    [InlineData(1, 40)]
    [InlineData(1 << 20, 40)]
    [InlineData(2 << 20, 64)]
    [InlineData(4 << 20, 99)]
    public async Task A_new_branch_larger_than_the_budget_is_let_go_of_before_its_commit(int budget, int depth)
    {
        await using StreamRun run = Start(budget);
        Task<Exception?> running = await run.FollowAsync();

        run.Source.Chain.Reorganise(100 - (ulong)depth, 1);
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 100);
        Assert.Single(run.Sink.Rewinds);
        Assert.True(run.Sink.Releases > 0, "Nothing was let go of.");
    }

    [Fact]
    public async Task A_new_branch_that_fits_is_not_let_go_of()
    {
        await using StreamRun run = Start(64 << 20);
        Task<Exception?> running = await run.FollowAsync();

        run.Source.Chain.Reorganise(60, 1);
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        Assert.Single(run.Sink.Rewinds);
        Assert.Equal(0, run.Sink.Releases);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_commit_that_is_lost_is_fetched_and_written_again(int times)
    {
        await using StreamRun run = Start(1 << 20);
        Task<Exception?> running = await run.FollowAsync();
        int lost = 0;
        run.Sink.OnCommit = _ => ++lost <= times ? Task.FromException(new ChainSyncException(ChainSyncError.CommitLost, "fenced")) : Task.CompletedTask;

        run.Source.Chain.Reorganise(60, 1);
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 100);
        Assert.Single(run.Sink.Rewinds);
        Assert.Equal(1, run.Stream.Status.Reorgs);
        Assert.True(lost > times);
    }

    [Fact]
    public async Task A_block_in_pieces_goes_within_the_commit()
    {
        int pieces = 0;
        var sink = new FakeBlockSink
        {
            CanRetract = true,
            NeedsEncoding = true,
            TakesPieces = true,
            OnWrite = (block, _) =>
            {
                if (!block.IsInPieces || block.Header.Hash != FakeChain.HashOf(15, 1)) return Task.CompletedTask;
                block.FirstPiece();
                do pieces++;
                while (block.NextPiece());
                return Task.CompletedTask;
            },
        };
        await using var run = new StreamRun(
            new FakeBlockSource(20) { Transactions = static number => number == 15 ? 9000 : 1 }, sink, static o => o with { Pipeline = o.Pipeline with { BudgetBytes = 4 << 20 } });
        Task<Exception?> running = await run.FollowAsync();

        run.Source.Chain.Reorganise(10, 1);
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 20);
        Assert.Single(sink.Rewinds);
        Assert.True(pieces >= 5, $"The block came in {pieces} pieces.");
        Assert.True(sink.Releases >= 1);
    }

    [Theory]
    [InlineData(64 << 20, false)]
    [InlineData(1 << 20, true)]
    public async Task A_stop_before_the_new_branch_is_there_leaves_the_old_one(int budget, bool begins)
    {
        await using StreamRun run = Start(budget);
        Task<Exception?> running = await run.FollowAsync();
        run.Source.BeforeFetch = static (first, cancel) => first == 100 ? Task.Delay(Timeout.Infinite, cancel) : Task.CompletedTask;

        run.Source.Chain.Reorganise(60, 1);
        await Until.TrueAsync(() => run.Source.Fetching == 1 && (!begins || run.Sink.Releases > 0), "the last block is waited for");

        await run.StopWellAsync(running);
        AssertUnchanged(run);
    }

    [Fact]
    public async Task A_stop_while_the_branches_are_compared_ends_well()
    {
        await using StreamRun run = Start(64 << 20);
        Task<Exception?> running = await run.FollowAsync();
        run.Source.HashAnswer = static number => number == 100 ? FakeChain.HashOf(100, 1) : null;

        run.Source.Chain.Reorganise(60, 1);
        int asked = run.Source.HashRequests;
        await Until.TrueAsync(() => run.Source.HashRequests > asked + 4, "the node is asked for a hash that it does not name");

        await run.StopWellAsync(running);
        AssertUnchanged(run);
        Assert.Equal("done", run.Stream.Status.Activity);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_abort_within_the_commit_leaves_the_old_branch(bool retracts)
    {
        await using StreamRun run = Start(64 << 20);
        Task<Exception?> running = await run.FollowAsync();
        bool hangs = false;
        Task Hang(CancellationToken cancel)
        {
            Volatile.Write(ref hangs, true);
            return Task.Delay(Timeout.Infinite, cancel);
        }

        if (retracts) run.Sink.OnRetract = (_, cancel) => Hang(cancel);
        else run.Sink.OnCommit = Hang;
        run.Source.Chain.Reorganise(60, 1);
        await Until.TrueAsync(() => Volatile.Read(ref hangs), "the sink hangs");

        run.Abort();

        Assert.IsAssignableFrom<OperationCanceledException>(await running);
        AssertUnchanged(run);
    }

    [Fact]
    public async Task A_sink_that_cannot_take_these_back_ends_the_stream_with_its_reason()
    {
        var fault = new ChainSyncException(ChainSyncError.Reorg, "retention has removed them");
        await using StreamRun run = Start(64 << 20);
        Task<Exception?> running = await run.FollowAsync();
        run.Sink.OnRetract = (_, _) => Task.FromException(fault);

        run.Source.Chain.Reorganise(60, 1);

        Assert.Same(fault, await running);
        AssertUnchanged(run);
    }

    private static void AssertUnchanged(StreamRun run)
    {
        Assert.Empty(run.Sink.Rewinds);
        run.AssertCommitted(0, 100);
        Assert.Equal(FakeBlockSource.HashOf(100), run.Sink.View[^1].Hash);
    }

    private static StreamRun Start(int budget) => new(
        new FakeBlockSource(100) { BlockBytes = static _ => Block },
        new FakeBlockSink { CanRetract = true },
        o => o with { Pipeline = o.Pipeline with { BudgetBytes = budget } });
}
