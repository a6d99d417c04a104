using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>How near to the head blocks are written.</summary>
public sealed class SyncStreamEmissionTests
{
    [Theory]
    [InlineData("safe", BlockTag.Safe)]
    [InlineData("finalized", BlockTag.Finalized)]
    public async Task A_tag_is_the_last_block_that_is_written(string mode, BlockTag tag)
    {
        ulong tagged = 5;
        var source = new FakeBlockSource(100) { Tags = asked => asked == tag ? Volatile.Read(ref tagged) : null };
        await using StreamRun run = Start(source, mode);
        Task<Exception?> running = run.RunAsync();
        await Until.TrueAsync(() => run.Sink.Committed.Count == 6, "the blocks up to the tag are committed");

        Volatile.Write(ref tagged, 9);
        await Until.TrueAsync(() => run.Sink.Committed.Count == 10, "the blocks up to the next one are committed");

        await run.StopWellAsync(running);
        run.AssertCommitted(0, 9);
        Assert.Equal(9ul, run.Stream.Status.Head);
        Assert.Equal(0, source.HeadRequests);
    }

    [Fact]
    public async Task A_tag_that_the_node_forgets_for_a_while_is_waited_for()
    {
        ulong? tagged = 5;
        int asked = 0;
        var source = new FakeBlockSource(100)
        {
            Tags = _ =>
            {
                asked++;
                return tagged;
            },
        };
        await using StreamRun run = Start(source, "finalized");
        Task<Exception?> running = run.RunAsync();
        await Until.TrueAsync(() => run.Sink.Committed.Count == 6, "the blocks up to the tag are committed");

        tagged = null;
        int before = asked;
        await Until.TrueAsync(() => asked > before + 10, "the node is asked in vain");
        tagged = 7;
        await Until.TrueAsync(() => run.Sink.Committed.Count == 8, "it goes on");

        await run.StopWellAsync(running);
    }

    [Theory]
    [InlineData("safe", 1, "confirmations=64")]
    [InlineData("finalized", 137, "confirmations=256")]
    [InlineData("finalized", 424242, "confirmations=64")]
    public async Task A_node_without_the_tag_is_refused_and_the_alternative_named(string mode, int chainId, string advice)
    {
        var source = new FakeBlockSource(100) { Identity = new((ulong)chainId, null, "fake") };
        await using StreamRun run = Start(source, mode);

        var error = Assert.IsType<ChainSyncException>(await run.RunAsync());

        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains($"the node names no {mode} block", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
        Assert.Empty(run.Sink.Committed);
    }

    [Fact]
    public async Task Confirmations_keep_a_distance_from_the_head_and_reorganisations_away()
    {
        var source = new FakeBlockSource(3);
        await using StreamRun run = Start(source, "confirmations=5");
        Task<Exception?> running = run.RunAsync();
        await Until.TrueAsync(() => source.HeadRequests > 5, "a chain that is too short is waited for");
        Assert.Empty(run.Sink.Committed);

        source.Head = 20;
        await Until.TrueAsync(() => run.Sink.Committed.Count == 16, "the confirmed blocks are committed");
        source.Chain.Reorganise(15, 1);
        source.Head = 22;
        await Until.TrueAsync(() => run.Sink.Committed.Count == 18, "the next confirmed blocks are committed");

        await run.StopWellAsync(running);
        run.AssertCanonical(0, 17);
        Assert.Empty(run.Sink.Rewinds);
        Assert.Equal(17ul, run.Stream.Status.Head);
    }

    [Theory]
    [InlineData("live", 30)]
    [InlineData("finalized", 21)]
    [InlineData("confirmations=4", 26)]
    public async Task A_start_at_the_latest_block_is_one_at_the_last_that_may_be_written(string mode, int first)
    {
        var source = new FakeBlockSource(30) { Tags = static _ => 21 };
        await using StreamRun run = Start(source, mode, StartPosition.Latest);
        Task<Exception?> running = run.RunAsync();

        await Until.TrueAsync(() => run.Sink.Committed.Count == 1, "the first block is committed");

        await run.StopWellAsync(running);
        run.AssertCommitted((ulong)first, (ulong)first);
    }

    private static StreamRun Start(FakeBlockSource source, string mode, StartPosition from = default) =>
        new(source, new FakeBlockSink { CanRetract = true }, o => o with { Emit = EmissionMode.Parse(mode), From = from });
}
