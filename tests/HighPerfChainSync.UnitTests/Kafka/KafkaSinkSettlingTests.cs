using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Settling;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;
using HighPerfChainSync.UnitTests.Pipeline;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>Kafka holds a transaction for ended that is open in its partitions: what was not committed is hidden before anything is committed behind it.</summary>
public sealed class KafkaSinkSettlingTests : FakeClusterTests
{
    private readonly LogMemory _log = new();

    [Fact]
    public async Task Aborts_what_was_not_committed_before_it_claims()
    {
        Leave(0, 2);
        await using KafkaSink sink = NewSink(_log);
        Assert.Null(await StartAsync(sink));
        await WriteAsync(sink, 0, 1);
        Assert.Equal(["init", "begin", "flush", "abort", "begin", "commit", "begin", "commit"], Cluster.Calls);
        AssertCommitted(1);
        Assert.Equal([(2, 1)], Cluster.Ended);
        AssertWarned("was not committed, and is aborted");
    }

    [Fact]
    public async Task Goes_on_behind_a_commit_that_is_not_shown_yet()
    {
        await using (KafkaSink earlier = await OpenAsync()) await WriteAsync(earlier, 0, 2);
        ProgressRecord written = Cluster.Progress!;
        Cluster.Progress = written with { Last = null };
        Cluster.LeftOpen.Enqueue(new LeftOpen
        {
            Ends = [new OpenEnd(4, 0, null, null) { IsProgress = true }], Shown = Cluster.Progress, Written = written, ShownMarks = [new BlockMark(1, EncodedBlocks.HashOf(1))],
        });
        await using KafkaSink sink = NewSink(_log);
        Assert.Equal(1ul, (await StartAsync(sink))!.Number);
        await WriteAsync(sink, 2, 1);
        AssertCommitted(3);
        AssertWarned("shown it with the next commit");
        Assert.DoesNotContain("abort", Cluster.Calls);
    }

    [Fact]
    public async Task Stops_where_neither_end_is_right()
    {
        await using (KafkaSink earlier = await OpenAsync()) await WriteAsync(earlier, 0, 2);
        Leave(1, 5);
        Cluster.Calls.Clear();
        await using KafkaSink sink = NewSink();
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => StartAsync(sink));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains("t_logs", error.Message, StringComparison.Ordinal);
        Assert.Equal(["init"], Cluster.Calls);
    }

    [Theory]
    [InlineData("commit", nameof(ProducerOutcome.Fatal))]
    [InlineData("commit", nameof(ProducerOutcome.Abort))]
    public async Task Aborts_what_a_failed_transaction_has_left_before_it_redoes_it(string call, string outcome)
    {
        await using KafkaSink sink = await OpenAsync();
        await WriteAsync(sink, 0, 2);
        Cluster.Script(call, Enum.Parse<ProducerOutcome>(outcome), ErrorCode.Local_Fenced);
        Leave(2, 3);
        Cluster.Calls.Clear();
        await WriteAsync(sink, 2, 2);
        AssertCommitted(4);
        Assert.Equal(["begin", "flush", "abort", "begin", "commit"], Cluster.Calls[^5..]);
    }

    [Theory]
    [InlineData("begin", nameof(ProducerOutcome.Fatal))]
    [InlineData("flush", nameof(ProducerOutcome.Fatal))]
    [InlineData("flush", nameof(ProducerOutcome.Retry))]
    [InlineData("abort", nameof(ProducerOutcome.Fatal))]
    [InlineData("abort", nameof(ProducerOutcome.Retry))]
    public async Task Settles_again_when_that_fails(string call, string outcome)
    {
        await using (KafkaSink earlier = await OpenAsync()) await WriteAsync(earlier, 0, 1);
        Leave(1, 1);
        if (outcome == nameof(ProducerOutcome.Fatal)) Leave(1, 1);
        Cluster.Script(call, Enum.Parse<ProducerOutcome>(outcome), ErrorCode.Local_Fenced);
        await using KafkaSink sink = NewSink();
        Assert.Equal(0ul, (await StartAsync(sink))!.Number);
        await WriteAsync(sink, 1, 1);
        AssertCommitted(2);
    }

    [Fact]
    public async Task Gives_up_when_it_fails_again_and_again()
    {
        for (int i = 0; i < 20; i++)
        {
            Leave(0, 1);
            Cluster.Script("flush", ProducerOutcome.Fatal, ErrorCode.Local_Fenced);
        }

        await using KafkaSink sink = NewSink();
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => StartAsync(sink));
        Assert.Equal(ChainSyncError.Fenced, error.Error);
    }

    /// <summary>The next abort hides what is open before it, also a commit that was acknowledged: to go on would leave a gap.</summary>
    [Fact]
    public async Task Stops_when_an_abort_took_an_acknowledged_commit_along()
    {
        await using KafkaSink sink = await OpenAsync();
        await WriteAsync(sink, 0, 1);
        ProgressRecord first = Cluster.Progress!;
        await WriteAsync(sink, 1, 1);
        Cluster.Script("commit", ProducerOutcome.Abort);
        Cluster.Progress = first;
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => WriteAsync(sink, 2, 1));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains("says block 0 where this instance has committed up to 1", error.Message, StringComparison.Ordinal);
    }

    /// <summary>The marker of the abort may be given up like the one before.</summary>
    [Fact]
    public async Task Aborts_again_what_is_still_open()
    {
        Leave(0, 0);
        Leave(0, 0);
        await using KafkaSink sink = NewSink(_log);
        await StartAsync(sink);
        Assert.Equal([(2, 1), (2, 1)], Cluster.Ended);
        Assert.DoesNotContain(_log.Entries, static entry => entry.Text.Contains("kafka-transactions.sh", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Says_when_something_stays_open_that_it_cannot_end()
    {
        for (int i = 0; i < 10; i++) Leave(0, 0);
        await using KafkaSink sink = NewSink(_log);
        await StartAsync(sink);
        AssertWarned("kafka-transactions.sh");
        Assert.Equal(4, Cluster.Ended.Count);
    }

    /// <summary>Otherwise it would write them a second time.</summary>
    [Fact]
    public async Task Refuses_to_begin_before_blocks_that_are_shown()
    {
        await using (KafkaSink earlier = await OpenAsync()) await WriteAsync(earlier, 0, 2);
        Cluster.ShownBlocks = [new(1), new(2), null, null];
        await using KafkaSink sink = NewSink();
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => StartAsync(sink));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains("'t_transactions' shows block 2", error.Message, StringComparison.Ordinal);
        Cluster.ShownBlocks = [new(1), new(1), new(0), null];
        Assert.Equal(1ul, (await StartAsync(sink))!.Number);
    }

    [Theory]
    [InlineData(nameof(ProducerOutcome.Abort))]
    [InlineData(nameof(ProducerOutcome.Fatal))]
    public async Task Stops_when_committed_records_are_gone_after_a_fault(string outcome)
    {
        await using KafkaSink sink = await OpenAsync();
        await WriteAsync(sink, 0, 3);
        Cluster.Script("commit", Enum.Parse<ProducerOutcome>(outcome));
        Cluster.ShownBlocks = [new(2), new(2), new(1), null];
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => WriteAsync(sink, 3, 1));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains("'t_logs'", error.Message, StringComparison.Ordinal);
        Assert.Contains("its last block is 1, and was 2", error.Message, StringComparison.Ordinal);
        Assert.Equal(9, Cluster.Committed.Count);
    }

    [Fact]
    public async Task Settles_nothing_without_transactions()
    {
        Leave(0, 0);
        await using KafkaSink sink = await OpenAsync(KafkaDelivery.AtLeastOnce);
        Assert.Single(Cluster.LeftOpen);
    }

    /// <summary>The next look finds blocks open in a data topic, of a transaction that never came to its progress record.</summary>
    private void Leave(ulong first, ulong last) => Cluster.LeftOpen.Enqueue(new LeftOpen
    {
        Ends = [new OpenEnd(2, 1, new BlockMark(first), new BlockMark(last)) { IsProgress = false }], Shown = Cluster.Progress, Written = Cluster.Progress,
    });

    private void AssertWarned(string text) => Assert.Contains(
        _log.Entries, entry => entry.Level == LogLevel.Warning && entry.Text.Contains(text, StringComparison.Ordinal));
}
