using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Producing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>A block that is alone in its transaction, as at the head: all partitions are added to the transaction at once.</summary>
public sealed class KafkaSinkAloneTests : FakeClusterTests
{
    [Fact]
    public async Task A_block_that_is_alone_begins_with_a_record_of_each_topic()
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.TopicsProduced.Clear();
        await sink.WriteAsync(Rent(0, transactions: 3), TestContext.Current.CancellationToken);
        Assert.Empty(Cluster.TopicsProduced);
        await sink.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["t_blocks", "t_transactions", "t_logs", "t_progress"], Cluster.TopicsProduced[..4]);
        Assert.Equal(["t_transactions", "t_transactions", "t_logs", "t_logs"], Cluster.TopicsProduced[4..].OrderDescending());
        Assert.Equal(0UL, Cluster.Progress!.Last!.Number);
        Assert.Equal([1, 3, 3, 0], Cluster.Progress.Counts);
    }

    [Fact]
    public async Task Blocks_of_one_transaction_are_produced_as_they_come_and_the_progress_behind_them()
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.TopicsProduced.Clear();
        await WriteAsync(sink, 0, 2);
        AssertCommitted(2);
        Assert.Equal("t_progress", Cluster.TopicsProduced[^1]);
        Assert.Equal(7, Cluster.TopicsProduced.Count);
    }

    [Fact]
    public async Task A_topic_that_all_share_keeps_the_order_of_a_block()
    {
        var options = new KafkaSinkOptions { BootstrapServers = "fake:9092", TopicTemplate = "{chain}_all" };
        await using var sink = new KafkaSink(options, Cluster, NullLogger.Instance, Time);
        await StartAsync(sink);
        await WriteAsync(sink, 0, 1);
        await sink.WriteAsync(Rent(1, transactions: 3), TestContext.Current.CancellationToken);
        await sink.CommitAsync(TestContext.Current.CancellationToken);
        string[] kinds = [.. Cluster.Committed[3..].Select(static record => record.Split("\"entity\":\"")[1].Split('"')[0])];
        Assert.Equal(["block", "transaction", "transaction", "transaction", "log", "log", "log"], kinds);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    public async Task Is_committed_once_wherever_the_producer_fails(int produced)
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.FailAfter(produced, ProducerOutcome.Abort);
        await sink.WriteAsync(Rent(0, transactions: 2), TestContext.Current.CancellationToken);
        await sink.CommitAsync(TestContext.Current.CancellationToken);
        Assert.Contains("abort", Cluster.Calls);
        Assert.Equal(5, Cluster.Committed.Count);
        Assert.Equal(5, Cluster.Committed.Distinct().Count());
        Assert.Equal([1, 2, 2, 0], Cluster.Progress!.Counts);
    }

    [Fact]
    public async Task The_records_of_a_topic_stay_in_order()
    {
        await using KafkaSink sink = await OpenAsync();
        await sink.WriteAsync(Rent(0, transactions: 5), TestContext.Current.CancellationToken);
        await sink.CommitAsync(TestContext.Current.CancellationToken);
        foreach (string kind in (string[])["\"transaction\"", "\"log\""])
        {
            string[] records = [.. Cluster.Committed.Where(record => record.Contains(kind, StringComparison.Ordinal))];
            Assert.Equal(5, records.Length);
            Assert.Equal(records.Order(StringComparer.Ordinal), records);
        }
    }

    [Theory]
    [InlineData("begin", nameof(ProducerOutcome.Fatal))]
    [InlineData("produce", nameof(ProducerOutcome.QueueFull))]
    [InlineData("produce", nameof(ProducerOutcome.Abort))]
    [InlineData("produce", nameof(ProducerOutcome.Fatal))]
    [InlineData("commit", nameof(ProducerOutcome.Retry))]
    [InlineData("commit", nameof(ProducerOutcome.Abort))]
    [InlineData("commit", nameof(ProducerOutcome.Fatal))]
    public async Task Is_committed_once_after_a_fault(string call, string outcome)
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.Script(call, Enum.Parse<ProducerOutcome>(outcome));
        await WriteAsync(sink, 0, 1);
        await WriteAsync(sink, 1, 1);
        AssertCommitted(2);
    }

    [Fact]
    public async Task A_record_that_the_client_does_not_take_is_named_and_nothing_is_committed()
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.Script("produce", ProducerOutcome.Refused, ErrorCode.MsgSizeTooLarge);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => WriteAsync(sink, 0, 1));
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
        Assert.Contains("Block 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("t_blocks", error.Message, StringComparison.Ordinal);
        Assert.Contains("--max-message", error.Message, StringComparison.Ordinal);
        Assert.Empty(Cluster.Committed);
    }

    [Fact]
    public async Task Is_dropped_without_a_transaction()
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.Calls.Clear();
        await sink.WriteAsync(Rent(0), TestContext.Current.CancellationToken);
        Assert.True(await sink.TryDropAsync(TestContext.Current.CancellationToken));
        Assert.Empty(Cluster.Calls);
        await WriteAsync(sink, 0, 1);
        AssertCommitted(1);
    }
}
