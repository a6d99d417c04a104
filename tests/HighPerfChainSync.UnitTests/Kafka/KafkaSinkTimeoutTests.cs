using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Producing;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>Transactions that outlive <c>transaction.timeout.ms</c>: once is an outage, again and again is a transaction that needs more time.</summary>
public sealed class KafkaSinkTimeoutTests : FakeClusterTests
{
    [Theory]
    [InlineData(0, new[] { 60_000 })]
    [InlineData(1, new[] { 60_000, 60_000 })]
    [InlineData(2, new[] { 60_000, 60_000, 120_000 })]
    [InlineData(5, new[] { 60_000, 60_000, 120_000, 200_000, 200_000, 200_000 })]
    public async Task Gives_blocks_more_time_from_the_second_time_on(int outlived, int[] timeouts)
    {
        await using KafkaSink sink = await OpenAsync();
        Outlive(outlived);
        await WriteAsync(sink, 0, 2);
        AssertCommitted(2);
        Assert.Equal(timeouts, Cluster.TimeoutsMs);
    }

    [Fact]
    public async Task Stops_when_all_the_time_that_the_brokers_allow_is_not_enough()
    {
        await using KafkaSink sink = await OpenAsync();
        Outlive(6);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => WriteAsync(sink, 0, 2));
        Assert.Equal(ChainSyncError.Sink, error.Error);
        Assert.Contains("from block 0 on", error.Message, StringComparison.Ordinal);
        Assert.Contains("at last 200000 ms", error.Message, StringComparison.Ordinal);
        Assert.Contains("transaction.max.timeout.ms", error.Message, StringComparison.Ordinal);
        Assert.Empty(Cluster.Committed);
    }

    [Fact]
    public async Task Changes_nothing_where_the_limit_is_not_known()
    {
        Cluster.MaxTransactionTimeoutMs = null;
        await using KafkaSink sink = await OpenAsync();
        Outlive(8);
        await WriteAsync(sink, 0, 2);
        AssertCommitted(2);
        Assert.All(Cluster.TimeoutsMs, static timeout => Assert.Equal(60_000, timeout));
    }

    [Fact]
    public async Task A_commit_that_arrived_all_the_same_ends_nothing()
    {
        await using KafkaSink sink = await OpenAsync();
        Outlive(6);
        int failures = 0;
        Cluster.AfterFatal += () =>
        {
            if (++failures == 6) Cluster.CommitPending();
        };
        await WriteAsync(sink, 0, 2);
        AssertCommitted(2);
    }

    [Fact]
    public async Task Begins_to_count_again_with_each_commit()
    {
        await using KafkaSink sink = await OpenAsync();
        for (ulong block = 0; block < 4; block++)
        {
            Outlive(1);
            await WriteAsync(sink, block, 1);
        }

        AssertCommitted(4);
        Assert.All(Cluster.TimeoutsMs, static timeout => Assert.Equal(60_000, timeout));
    }

    [Fact]
    public async Task Does_not_count_a_failure_that_came_sooner()
    {
        await using KafkaSink sink = await OpenAsync();
        for (int i = 0; i < 5; i++) Cluster.Script("commit", ProducerOutcome.Fatal, ErrorCode.Local_Fenced);
        await WriteAsync(sink, 0, 1);
        AssertCommitted(1);
        Assert.All(Cluster.TimeoutsMs, static timeout => Assert.Equal(60_000, timeout));
    }

    private void Outlive(int times)
    {
        for (int i = 0; i < times; i++) Cluster.Script("commit", ProducerOutcome.Fatal, ErrorCode.Local_Fenced);
        Cluster.AfterFatal = () => Time.Ahead += TimeSpan.FromMinutes(4);
    }
}
