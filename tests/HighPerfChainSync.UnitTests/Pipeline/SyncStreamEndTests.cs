using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>The ways in which a stream ends other than by its last block.</summary>
public sealed class SyncStreamEndTests
{
    private const int StaysBroken = 3033;

    [Fact]
    public async Task A_stop_commits_what_is_in_order_and_ends_without_an_error()
    {
        var sink = new FakeBlockSink { OnWrite = (_, cancel) => Task.Delay(1, cancel) };
        await using var run = new StreamRun(new FakeBlockSource(1_000_000), sink);
        Task<Exception?> running = run.RunAsync();
        await Until.TrueAsync(() => sink.Committed.Count > 60, "blocks are committed");

        run.Stop();

        Assert.Null(await running);
        run.AssertCommitted(0, (ulong)sink.Committed.Count - 1);
        Assert.Equal("done", run.Stream.Status.Activity);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_node_that_never_answers()
    {
        var source = new FakeBlockSource(1000) { BeforeFetch = (first, cancel) => first < 10 ? Task.CompletedTask : Task.Delay(Timeout.Infinite, cancel) };
        await using var run = new StreamRun(source, new FakeBlockSink(), o => o with { Pipeline = o.Pipeline with { Fetchers = 4 } });
        Task<Exception?> running = run.RunAsync();
        await Until.TrueAsync(() => source.Fetching == 4 && run.Sink.Committed.Count > 0, "all fetchers wait");

        run.Stop();

        Assert.Null(await running);
        Assert.InRange(run.Sink.Committed.Count, 1, 40);
        run.AssertCommitted(0, (ulong)run.Sink.Committed.Count - 1);
    }

    [Fact]
    public async Task A_stop_before_the_start_ends_at_once()
    {
        await using var run = new StreamRun(new FakeBlockSource(1000), new FakeBlockSink());
        run.Stop();
        await run.RunWellAsync();
        Assert.Empty(run.Sink.Committed);
    }

    [Fact]
    public async Task An_abort_commits_nothing_more()
    {
        var sink = new FakeBlockSink();
        await using var run = new StreamRun(new FakeBlockSource(1_000_000), sink);
        sink.OnWrite = async (block, cancel) =>
        {
            if (block.Header.Number != 120) return;
            run.Abort();
            await Task.Delay(Timeout.Infinite, cancel);
        };

        Assert.IsAssignableFrom<OperationCanceledException>(await run.RunAsync());

        Assert.InRange(sink.Committed.Count, 0, 120);
        run.AssertCommitted(0, (ulong)sink.Committed.Count - 1);
        Assert.Equal("failed", run.Stream.Status.Activity);
    }

    [Fact]
    public async Task An_abort_after_a_stop_ends_a_commit_that_hangs()
    {
        bool commits = false;
        var sink = new FakeBlockSink
        {
            OnCommit = cancel =>
            {
                Volatile.Write(ref commits, true);
                return Task.Delay(Timeout.Infinite, cancel);
            },
        };
        await using var run = new StreamRun(new FakeBlockSource(1000), sink);
        Task<Exception?> running = run.RunAsync();
        await Until.TrueAsync(() => Volatile.Read(ref commits), "a commit hangs");
        run.Stop();
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(running.IsCompleted);

        run.Abort();

        Assert.IsAssignableFrom<OperationCanceledException>(await running);
        Assert.Empty(sink.Committed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(75)]
    public async Task A_fault_of_the_sink_while_writing_ends_the_stream_with_it(int number)
    {
        var fault = new ChainSyncException(ChainSyncError.Sink, "disk full");
        var sink = new FakeBlockSink { OnWrite = (block, _) => block.Header.Number == (ulong)number ? Task.FromException(fault) : Task.CompletedTask };
        await using var run = new StreamRun(new FakeBlockSource(1_000_000), sink);

        Assert.Same(fault, await run.RunAsync());

        Assert.InRange(sink.Committed.Count, 0, number);
    }

    [Fact]
    public async Task A_fault_of_a_commit_ends_the_stream_with_it()
    {
        int commits = 0;
        var fault = new ChainSyncException(ChainSyncError.Fenced, "another instance");
        var sink = new FakeBlockSink { OnCommit = _ => ++commits == 3 ? Task.FromException(fault) : Task.CompletedTask };
        await using var run = new StreamRun(new FakeBlockSource(1_000_000), sink);

        Assert.Same(fault, await run.RunAsync());

        Assert.Equal(2, sink.Commits.Count);
        run.AssertCommitted(0, (ulong)sink.Committed.Count - 1);
    }

    [Fact]
    public async Task A_fault_of_the_source_ends_the_stream_after_the_blocks_before_it()
    {
        var fault = new ChainSyncException(ChainSyncError.Internal, "broken");
        var source = new FakeBlockSource(1_000_000) { BeforeFetch = (first, _) => first >= 100 ? Task.FromException(fault) : Task.CompletedTask };
        await using var run = new StreamRun(source, new FakeBlockSink(), o => o with { Pipeline = o.Pipeline with { Fetchers = 1 } });

        Assert.Same(fault, await run.RunAsync());

        Assert.InRange(run.Sink.Committed.Count, 100, 120);
        run.AssertCommitted(0, (ulong)run.Sink.Committed.Count - 1);
    }

    [Fact]
    public async Task A_cancellation_that_nobody_asked_for_is_a_fault()
    {
        var source = new FakeBlockSource(1000) { BeforeFetch = (_, _) => Task.FromException(new TaskCanceledException("its own")) };
        await using var run = new StreamRun(source, new FakeBlockSink());

        Assert.Equal("its own", (await run.RunAsync())!.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(57)]
    [InlineData(99)]
    public async Task A_parent_that_never_fits_commits_everything_before_and_waits_for_another_answer(int number)
    {
        using var log = new LogMemory();
        var source = new FakeBlockSource(100_000) { ForkAt = (ulong)number };
        await using var run = new StreamRun(source, new FakeBlockSink(), loggers: log);
        Task<Exception?> running = run.RunAsync();

        await Until.TrueAsync(() => Array.Exists(log.Entries, static entry => entry.Id == StaysBroken), "it says that it waits");
        run.Stop();

        Assert.Null(await running);
        run.AssertCommitted(0, (ulong)number - 1);
        string text = Array.Find(log.Entries, static entry => entry.Id == StaysBroken).Text;
        Assert.Contains($"Block {number} ", text, StringComparison.Ordinal);
        Assert.Contains(FakeBlockSource.HashOf((ulong)number - 1).ToString(), text, StringComparison.Ordinal);
        Assert.Contains(FakeBlockSource.HashOf((ulong)number + 1000).ToString(), text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_runs_only_once()
    {
        await using var run = new StreamRun(new FakeBlockSource(1), new FakeBlockSink(), o => o with { To = 1 });
        await run.RunWellAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => run.Stream.RunAsync(CancellationToken.None));
    }
}
