using System.Globalization;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>Reorganisations that a stream at the head follows: a consumer sees each in one commit, newest block first.</summary>
public sealed class ReorgTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(99)]
    public async Task A_reorganisation_is_taken_back_and_written_in_one_commit(int depth)
    {
        await using StreamRun run = Start();
        Task<Exception?> running = await run.FollowAsync();

        run.Source.Chain.Reorganise(100 - (ulong)depth, 1);
        run.Source.Head = 101;
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 101);
        // Seen by its height alone, before the block above it, it goes up to the old height.
        Assert.Contains(Assert.Single(run.Sink.Rewinds), new[] { Shown(100, 101 - depth, 100), Shown(100, 101 - depth, 101) });
        Assert.Equal(1, run.Stream.Status.Reorgs);
        Assert.Equal(depth, run.Stream.Status.DeepestReorg);
        Assert.Equal(depth, run.Stream.Status.BlocksRetracted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Another_block_at_the_same_height_is_a_reorganisation_although_no_block_follows(int depth)
    {
        await using StreamRun run = Start();
        Task<Exception?> running = await run.FollowAsync();

        run.Source.Chain.Reorganise(100 - (ulong)depth, 1);
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 100);
        Assert.Equal(Shown(100, 101 - depth, 100), Assert.Single(run.Sink.Rewinds));
    }

    [Fact]
    public async Task A_head_below_ours_is_waited_for()
    {
        await using StreamRun run = Start();
        Task<Exception?> running = await run.FollowAsync();

        run.Source.Chain.Reorganise(95, 1);
        run.Source.Head = 98;
        int asked = run.Source.HeadRequests;
        await Until.TrueAsync(() => run.Source.HeadRequests > asked + 5, "the head is looked at");
        Assert.Empty(run.Sink.Rewinds);
        Assert.Equal(FakeBlockSource.HashOf(100), run.Sink.View[^1].Hash);

        run.Source.Head = 101;
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 101);
        Assert.Single(run.Sink.Rewinds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task A_new_branch_that_ends_below_ours_is_waited_for_without_an_open_commit(int depth)
    {
        bool retracted = false;
        await using StreamRun run = Start(onRetract: () => retracted = true);
        Task<Exception?> running = await run.FollowAsync();
        // The reorganisation shows at block 101, but that one cannot be had again.
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int fetched = 0;
        run.Source.BeforeFetch = (first, cancel) => first == 101 && ++fetched > 1 ? gate.Task.WaitAsync(cancel) : Task.CompletedTask;
        Reorganise(run.Source, 100 - (ulong)depth, 101);

        await Until.TrueAsync(() => run.Source.Fetching == 1 && fetched > 1, "the last block of the new branch is waited for");
        Assert.False(retracted);
        Assert.Equal("following a reorganisation", run.Stream.Status.Activity);
        gate.SetResult();
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 101);
        Assert.Equal(Shown(100, 101 - depth, 101), Assert.Single(run.Sink.Rewinds));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public async Task A_second_one_while_the_first_is_read_is_followed_instead(int at)
    {
        await using StreamRun run = Start();
        Task<Exception?> running = await run.FollowAsync();
        OnceAt(run.Source, (ulong)at, () => run.Source.Chain.Reorganise(96, 2));

        Reorganise(run.Source, 98, 101);
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 101);
        // It goes up to the old height, or to where the second one showed.
        Assert.Equal(Shown(100, 97, Math.Max(100, at)), Assert.Single(run.Sink.Rewinds));
    }

    [Theory]
    [InlineData(99)]
    [InlineData(101)]
    public async Task Back_to_the_first_branch_before_it_was_left_takes_nothing_back(int at)
    {
        await using StreamRun run = Start();
        Task<Exception?> running = await run.FollowAsync();
        OnceAt(run.Source, (ulong)at, () => run.Source.Chain.Reorganise(98, 0));

        Reorganise(run.Source, 98, 101);
        await run.UntilCaughtUpAsync();

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 101);
        Assert.Empty(run.Sink.Rewinds);
        Assert.Equal(0, run.Stream.Status.Reorgs);
    }

    [Fact]
    public async Task There_and_back_and_elsewhere_are_followed_one_after_the_other()
    {
        await using StreamRun run = Start();
        Task<Exception?> running = await run.FollowAsync();

        ulong head = 100;
        foreach ((ulong ancestor, int branch) in new[] { (97ul, 1), (97ul, 0), (99ul, 2), (90ul, 3), (100ul, 4), (80ul, 5) })
        {
            run.Source.Chain.Reorganise(ancestor, branch);
            run.Source.Head = ++head;
            await run.UntilCaughtUpAsync();
        }

        await run.StopWellAsync(running);
        run.AssertCanonical(0, head);
        Assert.Equal(6, run.Sink.Rewinds.Count);
        Assert.Equal(25, run.Stream.Status.DeepestReorg);
    }

    [Fact]
    public async Task The_last_block_wanted_bounds_the_new_branch()
    {
        await using StreamRun run = Start(o => o with { To = 103 });
        Task<Exception?> running = await run.FollowAsync();

        run.Source.Chain.Reorganise(99, 1);
        run.Source.Head = 200;

        Assert.Null(await running);
        run.AssertCanonical(0, 103);
        Assert.Single(run.Sink.Rewinds);
    }

    private static StreamRun Start(Func<StreamOptions, StreamOptions>? change = null, Action? onRetract = null) => new(
        new FakeBlockSource(100),
        new FakeBlockSink
        {
            CanRetract = true,
            OnRetract = (_, _) =>
            {
                onRetract?.Invoke();
                return Task.CompletedTask;
            },
        },
        o =>
        {
            // Block by block, so that a test knows what has been read when it changes the chain.
            o = o with { Pipeline = o.Pipeline with { Fetchers = 1, MaxBlocksPerRange = 1 } };
            return change?.Invoke(o) ?? o;
        });

    /// <summary>Leaves the main branch, and hides that until the block above the head is there: so it shows by a parent that does not fit.</summary>
    private static void Reorganise(FakeBlockSource source, ulong ancestor, ulong head)
    {
        source.HeadAnswer = static () => new(100, FakeBlockSource.HashOf(100), 0);
        source.Chain.Reorganise(ancestor, 1);
        source.Head = head;
        source.HeadAnswer = () => new(head, source.Chain.At(head).Hash, 0);
    }

    /// <summary>Does something before a block is fetched for the first time after the reorganisation has been seen.</summary>
    private static void OnceAt(FakeBlockSource source, ulong number, Action change)
    {
        bool seen = false;
        bool done = false;
        source.BeforeFetch = (first, _) =>
        {
            if (first == number && seen && !done)
            {
                done = true;
                change();
            }

            // It shows at the block above the old head.
            seen |= first == 101;
            return Task.CompletedTask;
        };
    }

    /// <summary>What a consumer is shown: blocks taken back from one height down to another, then written from there up to the last.</summary>
    private static string Shown(int from, int down, int last)
    {
        var blocks = new List<string>();
        for (int number = from; number >= down; number--) blocks.Add(string.Create(CultureInfo.InvariantCulture, $"-{number}"));
        for (int number = down; number <= last; number++) blocks.Add(string.Create(CultureInfo.InvariantCulture, $"+{number}"));
        return string.Join(' ', blocks);
    }
}
