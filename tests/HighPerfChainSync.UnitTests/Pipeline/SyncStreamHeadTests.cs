using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>Life at the head, and when transactions end.</summary>
public sealed class SyncStreamHeadTests
{
    [Fact]
    public async Task At_the_head_each_block_is_committed_alone_and_at_once()
    {
        var source = new FakeBlockSource(10);
        // Only the stage's own rule can commit: the limits are out of reach.
        var sink = new FakeBlockSink { Limits = new(10_000, long.MaxValue, TimeSpan.FromHours(1)) };
        await using var run = new StreamRun(source, sink);
        Task<Exception?> running = run.RunAsync();
        await Until.TrueAsync(() => sink.Committed.Count == 11, "the first blocks are committed");
        int before = sink.Commits.Count;

        for (ulong head = 11; head <= 15; head++)
        {
            source.Head = head;
            await Until.TrueAsync(() => (ulong)sink.Committed.Count == head + 1, "the new block is committed");
        }

        Assert.Equal("following the head", run.Stream.Status.Activity);
        Assert.Equal(15ul, run.Stream.Status.Head);
        run.Stop();
        Assert.Null(await running);
        Assert.Equal(before + 5, sink.Commits.Count);
        run.AssertCommitted(0, 15);
    }

    [Fact]
    public async Task A_start_beyond_the_head_is_waited_for_and_said_to_be()
    {
        var source = new FakeBlockSource(10);
        await using var run = new StreamRun(source, new FakeBlockSink(), o => o with { From = StartPosition.At(14), To = 15 });
        Task<Exception?> running = run.RunAsync();
        await Until.TrueAsync(() => run.Stream.Status.Activity == "waiting for the node to reach the first block", "it says what it waits for");

        source.Head = 13;
        await Until.TrueAsync(() => run.Stream.Status.Activity == "following the head", "the next block is the first one");
        source.Head = 20;

        Assert.Null(await running);
        run.AssertCommitted(14, 15);
    }

    [Fact]
    public async Task It_waits_for_a_last_block_that_does_not_exist_yet()
    {
        var source = new FakeBlockSource(10);
        await using var run = new StreamRun(source, new FakeBlockSink(), o => o with { To = 12 });
        Task<Exception?> running = run.RunAsync();
        await Until.TrueAsync(() => run.Sink.Committed.Count == 11, "what exists is committed");
        Assert.False(running.IsCompleted);

        source.Head = 50;

        Assert.Null(await running);
        run.AssertCommitted(0, 12);
    }

    [Fact]
    public async Task A_transaction_is_not_held_open_while_the_next_block_is_late()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var source = new FakeBlockSource(1000) { BeforeFetch = (first, cancel) => first >= 20 ? gate.Task.WaitAsync(cancel) : Task.CompletedTask };
        var sink = new FakeBlockSink { Limits = new(10_000, long.MaxValue, TimeSpan.FromHours(1)) };
        await using var run = new StreamRun(source, sink, o => o with { To = 1000 });
        Task<Exception?> running = run.RunAsync();

        await Until.TrueAsync(() => sink.Committed.Count > 0, "the linger ends the transaction");
        gate.SetResult();

        Assert.Null(await running);
        run.AssertCommitted(0, 1000);
    }

    [Theory]
    [InlineData(7, 1L << 40)]
    [InlineData(1, 1L << 40)]
    public async Task A_commit_holds_no_more_blocks_than_the_sink_takes(int maxBlocks, long maxBytes)
    {
        var sink = new FakeBlockSink { Limits = new(maxBlocks, maxBytes, TimeSpan.FromHours(1)) };
        await using var run = new StreamRun(new FakeBlockSource(200), sink, o => o with { To = 200 });

        await run.RunWellAsync();

        Assert.Equal(maxBlocks, sink.LargestCommit);
        run.AssertCommitted(0, 200);
    }

    [Fact]
    public async Task A_commit_takes_no_longer_than_the_sink_allows()
    {
        var sink = new FakeBlockSink
        {
            Limits = new(1_000_000, long.MaxValue, TimeSpan.FromMilliseconds(20)),
            OnWrite = (_, cancel) => Task.Delay(1, cancel),
        };
        await using var run = new StreamRun(new FakeBlockSource(300), sink, o => o with { To = 300 });

        await run.RunWellAsync();

        Assert.InRange(sink.LargestCommit, 1, 40);
        run.AssertCommitted(0, 300);
    }

    [Fact]
    public async Task The_node_is_not_asked_for_its_head_once_the_end_is_known_to_exist()
    {
        var source = new FakeBlockSource(500) { BeforeFetch = (_, cancel) => Task.Delay(5, cancel) };
        await using var run = new StreamRun(source, new FakeBlockSink(), o => o with { To = 400 });

        await run.RunWellAsync();

        Assert.Equal(1, source.HeadRequests);
    }
}
