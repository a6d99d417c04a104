using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Pipeline;

public sealed class SyncStreamOrderTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(16, false)]
    [InlineData(1, true)]
    [InlineData(16, true)]
    public async Task Blocks_are_committed_in_order_whatever_order_they_arrive_in(int fetchers, bool returnsPromptly)
    {
        var random = new Random(fetchers);
        var source = new FakeBlockSource(399)
        {
            ReturnsPromptly = returnsPromptly,
            BeforeFetch = (_, cancel) =>
            {
                int delay;
                lock (random) delay = random.Next(0, 8);
                return Task.Delay(delay, cancel);
            },
        };
        var sink = new FakeBlockSink { ReturnsPromptly = returnsPromptly };
        await using var run = new StreamRun(source, sink, o => o with { To = 399, Pipeline = o.Pipeline with { Fetchers = fetchers } });

        await run.RunWellAsync();

        run.AssertCommitted(0, 399);
        Assert.Equal(400, run.Stream.Status.BlocksCommitted);
        Assert.Equal(400, run.Stream.Status.BlocksFetched);
        Assert.Equal(399ul, run.Stream.Status.Committed);
        Assert.Equal("done", run.Stream.Status.Activity);
    }

    [Fact]
    public async Task Fetchers_run_side_by_side_but_not_beyond_the_window()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ulong furthest = 0;
        var lockObject = new Lock();
        var source = new FakeBlockSource(100_000)
        {
            BeforeFetch = async (first, cancel) =>
            {
                lock (lockObject) furthest = Math.Max(furthest, first);
                if (first == 0) await gate.Task.WaitAsync(cancel);
            },
        };
        await using var run = new StreamRun(source, new FakeBlockSink(), o => o with { To = 100_000, Pipeline = o.Pipeline with { Fetchers = 2, MaxBlocksPerRange = 4 } });
        Task<Exception?> running = run.RunAsync();

        await Until.TrueAsync(() => run.Stream.Status.BlocksFetched >= 4 * 4, "the second fetcher runs ahead");
        await Task.Delay(50, TestContext.Current.CancellationToken);
        lock (lockObject) Assert.InRange(furthest, 8ul, 2ul * 4 * 4 + 8);
        Assert.Empty(run.Sink.Committed);
        gate.SetResult();
        run.Stop();

        Assert.Null(await running);
        run.AssertCommitted(0, (ulong)run.Sink.Committed.Count - 1);
    }

    [Fact]
    public async Task One_fetcher_does_not_make_a_commit_of_each_range()
    {
        var source = new FakeBlockSource(399) { ReturnsPromptly = true, BeforeFetch = static (_, cancel) => Task.Delay(1, cancel) };
        var sink = new FakeBlockSink { ReturnsPromptly = true };
        await using var run = new StreamRun(source, sink, o => o with { To = 399, Pipeline = o.Pipeline with { Fetchers = 1, MaxBlocksPerRange = 4 } });

        await run.RunWellAsync();

        run.AssertCommitted(0, 399);
        Assert.InRange(sink.Commits.Count, 8, 50);
    }

    [Fact]
    public async Task A_source_that_blocks_is_asked_for_several_ranges_at_once()
    {
        using var both = new Barrier(2);
        bool met = false;
        var source = new FakeBlockSource(100)
        {
            BeforeFetch = (first, cancel) =>
            {
                // On the planner's own thread the first would wait for a second that is never asked for.
                if (first < 2) met = both.SignalAndWait(TimeSpan.FromSeconds(20), cancel);
                return Task.CompletedTask;
            },
        };
        await using var run = new StreamRun(source, new FakeBlockSink(), o => o with { To = 100, Pipeline = o.Pipeline with { Fetchers = 2 } });

        await run.RunWellAsync();

        Assert.True(met);
        run.AssertCommitted(0, 100);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hundred_thousand_blocks_pass_without_a_stall(bool returnsPromptly)
    {
        using var log = new LogMemory();
        await using var run = new StreamRun(
            new FakeBlockSource(99_999) { ReturnsPromptly = returnsPromptly },
            new FakeBlockSink { ReturnsPromptly = returnsPromptly },
            o => o with { To = 99_999, Pipeline = o.Pipeline with { StallTimeout = TimeSpan.FromSeconds(10) } },
            log);

        await run.RunWellAsync();

        run.AssertCommitted(0, 99_999);
        Assert.DoesNotContain(log.Entries, entry => entry.Id == 3010);
    }
}
