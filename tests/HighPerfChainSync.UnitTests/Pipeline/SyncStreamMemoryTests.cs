using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>Memory is bounded by the byte budget, and the budget never stops a stream.</summary>
public sealed class SyncStreamMemoryTests
{
    private const int Block = 256 * 1024;

    [Fact]
    public async Task Bytes_under_way_stay_near_the_budget_when_the_sink_is_slow()
    {
        const long budget = 8L << 20;
        long most = 0;
        StreamRun? observed = null;
        var sink = new FakeBlockSink
        {
            Limits = new(8, long.MaxValue, TimeSpan.FromHours(1)),
            OnWrite = (_, cancel) =>
            {
                most = Math.Max(most, observed!.Stream.Status.BudgetUsed);
                return Task.Delay(1, cancel);
            },
        };
        await using var run = new StreamRun(new FakeBlockSource(600) { BlockBytes = _ => Block }, sink, o => o with { To = 600, Pipeline = o.Pipeline with { BudgetBytes = budget } });
        observed = run;

        await run.RunWellAsync();

        run.AssertCommitted(0, 600);
        // Overdrawn by what a range turned out to hold beyond its estimate, never by more than that.
        Assert.InRange(most, budget / 2, budget + budget / 2);
    }

    [Fact]
    public async Task A_transaction_larger_than_the_budget_is_cut_instead_of_waiting_for_itself()
    {
        var sink = new FakeBlockSink { Limits = new(1_000_000, long.MaxValue, TimeSpan.FromHours(1)) };
        await using var run = new StreamRun(
            new FakeBlockSource(300) { BlockBytes = _ => Block }, sink, o => o with { To = 300, Pipeline = o.Pipeline with { BudgetBytes = 4L << 20 } });

        await run.RunWellAsync();

        run.AssertCommitted(0, 300);
    }

    [Fact]
    public async Task A_sink_that_keeps_no_blocks_has_commits_larger_than_the_budget()
    {
        // Slow, so that the next block is ready when one has been written: otherwise what there is would be committed.
        var sink = new FakeBlockSink { KeepsBlocks = false, Limits = new(100, long.MaxValue, TimeSpan.FromHours(1)), OnWrite = static (_, cancel) => Task.Delay(2, cancel) };
        await using var run = new StreamRun(
            new FakeBlockSource(299) { BlockBytes = _ => Block }, sink, o => o with { To = 299, Pipeline = o.Pipeline with { BudgetBytes = 4L << 20 } });

        await run.RunWellAsync();

        run.AssertCommitted(0, 299);
        // Of blocks that are kept, 16 are the whole budget.
        Assert.InRange(sink.LargestCommit, 17, 100);
    }

    [Fact]
    public async Task A_block_larger_than_the_whole_budget_passes()
    {
        var source = new FakeBlockSource(120) { BlockBytes = number => number is 50 or 51 or 90 ? 12 << 20 : 1000 };
        await using var run = new StreamRun(source, new FakeBlockSink(), o => o with { To = 120, Pipeline = o.Pipeline with { BudgetBytes = 1 << 20 } });

        await run.RunWellAsync();

        run.AssertCommitted(0, 120);
    }

    [Fact]
    public async Task A_budget_of_one_byte_reads_block_by_block()
    {
        await using var run = new StreamRun(
            new FakeBlockSource(40) { BlockBytes = _ => 5000 }, new FakeBlockSink(), o => o with { To = 40, Pipeline = o.Pipeline with { BudgetBytes = 1 } });

        await run.RunWellAsync();

        run.AssertCommitted(0, 40);
        Assert.Equal(1, run.Sink.LargestCommit);
    }

    [Fact]
    public async Task Encoded_bytes_are_charged_too()
    {
        long most = 0;
        StreamRun? observed = null;
        var sink = new FakeBlockSink
        {
            NeedsEncoding = true,
            OnWrite = (block, _) =>
            {
                Assert.Equal(block.FootprintBytes, block.ChargedBytes);
                Assert.True(block.Encoded.Records.Length > 0);
                most = Math.Max(most, observed!.Stream.Status.BudgetUsed);
                return Task.CompletedTask;
            },
        };
        await using var run = new StreamRun(new FakeBlockSource(100), sink, o => o with { To = 100, Entities = EntitySet.Block, Format = "json" });
        observed = run;

        await run.RunWellAsync();

        Assert.Equal("json", sink.Opened!.Format);
        Assert.True(most >= 4096, "The encoded slab of a block was not charged.");
        Assert.Equal(101, run.Stream.Status.RecordsCommitted);
        Assert.True(run.Stream.Status.BytesOut > 101 * 100);
    }

    [Fact]
    public void Ranges_grow_toward_their_target_and_shrink_when_blocks_are_large()
    {
        var options = new PipelineOptions { MaxBlocksPerRange = 32, TargetRangeBytes = 1 << 20, BudgetBytes = 1L << 30 };
        var sizer = new RangeSizer(options, 4);
        for (int i = 0; i < 4; i++) Assert.Equal(1, sizer.NextCount(10_000));
        sizer.ObserveHeld(10_000);
        Assert.Equal(2, sizer.NextCount(10_000));
        for (int i = 0; i < 10; i++) sizer.NextCount(10_000);
        Assert.Equal(32, sizer.NextCount(10_000));
        Assert.Equal(3, sizer.NextCount(8));
        for (int i = 0; i < 20; i++) sizer.ObserveSource(256 * 1024);
        Assert.Equal(4, sizer.NextCount(10_000));
        for (int i = 0; i < 20; i++) sizer.ObserveSource(64 << 20);
        Assert.Equal(1, sizer.NextCount(10_000));
    }
}
