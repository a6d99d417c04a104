using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>Ranges are asked for before there is room for them, and read only when there is.</summary>
public sealed class SyncStreamRoomTests
{
    private const int Block = 256 * 1024;
    private const int Fetchers = 12;
    private const long Budget = 4L << 20;
    private const int Looks = 20;

    private int _filled;

    [Theory]
    [InlineData(true, Fetchers)]
    [InlineData(false, 0)]
    public async Task A_source_that_waits_for_room_is_asked_ahead_while_the_sink_takes_nothing(bool waitsForRoom, int asked)
    {
        var taken = new TaskCompletionSource();
        await using StreamRun run = Stuck(waitsForRoom, taken.Task);
        Task<Exception?> running = run.RunAsync();
        await StuckAsync(run, asked);

        // What has no room is not read.
        Assert.InRange(_filled * (long)Block, Block, Budget + (Budget / 2));
        taken.SetResult();

        Assert.Null(await running);
        run.AssertCommitted(0, 500);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_waits_for_room_is_given_up_when_the_stream_is_ended(bool aborts)
    {
        var taken = new TaskCompletionSource();
        await using StreamRun run = Stuck(waitsForRoom: true, taken.Task);
        Task<Exception?> running = run.RunAsync();
        await StuckAsync(run, Fetchers);

        if (aborts) run.Abort();
        else run.Stop();
        await Until.TrueAsync(() => run.Source.Fetching == 0, "nothing is fetched any more");
        taken.SetResult();

        // Every block is back and the budget empty: RunAsync looks.
        Exception? error = await running;
        if (aborts) Assert.IsAssignableFrom<OperationCanceledException>(error);
        else Assert.Null(error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(40)]
    public async Task Any_number_of_fetchers_reads_all_blocks_in_order(int fetchers)
    {
        var source = new FakeBlockSource(400)
        {
            WaitsForRoom = true,
            ReturnsPromptly = true,
            BlockBytes = static number => (int)(number % 7) * 100_000,
            BeforeFetch = static (first, cancel) => Task.Delay((int)(first % 3), cancel),
        };
        await using var run = new StreamRun(
            source, new FakeBlockSink(), o => o with { To = 400, Pipeline = o.Pipeline with { BudgetBytes = 2 << 20, Fetchers = fetchers } });

        await run.RunWellAsync();

        run.AssertCommitted(0, 400);
    }

    private StreamRun Stuck(bool waitsForRoom, Task taken)
    {
        var source = new FakeBlockSource(500)
        {
            WaitsForRoom = waitsForRoom,
            BeforeFetch = static (_, _) => Task.CompletedTask,
            BlockBytes = _ =>
            {
                Interlocked.Increment(ref _filled);
                return Block;
            },
        };
        return new StreamRun(
            source,
            new FakeBlockSink { OnWrite = (_, _) => taken },
            o => o with { To = 500, Pipeline = o.Pipeline with { BudgetBytes = Budget, Fetchers = Fetchers } });
    }

    /// <summary>Waits until nothing moves any more: for many looks one after the other.</summary>
    private async Task StuckAsync(StreamRun run, int asked)
    {
        int looks = 0;
        int filled = 0;
        await Until.TrueAsync(
            () =>
            {
                bool isStill = filled == Volatile.Read(ref _filled) && run.Source.Fetching == asked && filled > 0;
                filled = Volatile.Read(ref _filled);
                looks = isStill ? looks + 1 : 0;
                return looks == Looks;
            },
            $"{asked} fetches wait for room");
    }
}
