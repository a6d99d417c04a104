using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;
using HighPerfChainSync.UnitTests.Pipeline;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>Each class of fault in each place: nothing lost, nothing twice, and a reason when it stops.</summary>
public sealed class KafkaSinkRecoveryTests : FakeClusterTests
{
    [Theory]
    [InlineData("produce", nameof(ProducerOutcome.QueueFull))]
    [InlineData("produce", nameof(ProducerOutcome.Abort))]
    [InlineData("produce", nameof(ProducerOutcome.Fatal))]
    [InlineData("commit", nameof(ProducerOutcome.Retry))]
    [InlineData("commit", nameof(ProducerOutcome.Abort))]
    [InlineData("commit", nameof(ProducerOutcome.Fatal))]
    public async Task Commits_every_record_once_after_a_fault(string call, string outcome)
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.Script(call, Enum.Parse<ProducerOutcome>(outcome));
        await WriteAsync(sink, 0, 2);
        await WriteAsync(sink, 2, 1);
        AssertCommitted(3);
    }

    [Fact]
    public async Task Redoes_again_when_the_abort_fails_for_good()
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.Script("commit", ProducerOutcome.Abort);
        Cluster.Script("abort", ProducerOutcome.Fatal);
        await WriteAsync(sink, 0, 2);
        AssertCommitted(2);
        Assert.Contains("dispose", Cluster.Calls);
    }

    [Fact]
    public async Task Does_not_repeat_a_commit_that_was_applied_before_the_producer_failed()
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.Script("commit", ProducerOutcome.Fatal, ErrorCode.Local_Fenced);
        Cluster.AfterFatal = Cluster.CommitPending;
        await WriteAsync(sink, 0, 2);
        Cluster.AfterFatal = null;
        await WriteAsync(sink, 2, 1);
        AssertCommitted(3);
    }

    [Fact]
    public async Task Names_the_record_that_a_topic_does_not_take()
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.Failure = new DeliveryFailure("t_logs", 0, 1, 2_000_000, ErrorCode.MsgSizeTooLarge, "Broker: Message size too large");
        Cluster.Script("commit", ProducerOutcome.Abort);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => WriteAsync(sink, 0, 2));
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
        Assert.Contains("'t_logs' does not take a record of block 1 (2000000 bytes)", error.Message, StringComparison.Ordinal);
        Assert.Contains("max.message.bytes", error.Message, StringComparison.Ordinal);
        Assert.Empty(Cluster.Committed);
        Assert.Equal("abort", Cluster.Calls[^1]);
    }

    [Fact]
    public async Task Aborts_when_the_client_does_not_take_a_record()
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.Script("produce", ProducerOutcome.Refused, ErrorCode.MsgSizeTooLarge);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => WriteAsync(sink, 0, 1));
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
        Assert.Contains("Block 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("t_blocks", error.Message, StringComparison.Ordinal);
        Assert.Equal("abort", Cluster.Calls[^1]);
    }

    [Fact]
    public async Task Stops_when_rights_are_missing()
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.Script("commit", ProducerOutcome.Abort, ErrorCode.TopicAuthorizationFailed);
        Cluster.Script("commit", ProducerOutcome.Abort, ErrorCode.TopicAuthorizationFailed);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => WriteAsync(sink, 0, 1));
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
        Assert.Contains("Grant", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ErrorCode.Local_Authentication, "sasl.password")]
    [InlineData(ErrorCode.Local_Ssl, "ssl.ca.location")]
    public async Task Says_what_the_error_callback_said_when_a_start_onlyTimes_out(ErrorCode code, string remedy)
    {
        Cluster.Script("init", ProducerOutcome.Retry);
        Cluster.Events.OnError(new Error(code, "the broker's words"));
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => OpenAsync());
        Assert.Equal(ChainSyncError.KafkaUnavailable, error.Error);
        Assert.Contains("the broker's words", error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gives_up_a_start_that_takes_too_long()
    {
        Cluster.Script("init", ProducerOutcome.Retry);
        Cluster.Events.OnError(new Error(ErrorCode.Local_Transport, "Connection refused"));
        var options = new KafkaSinkOptions { BootstrapServers = "fake:9092", StartTimeout = TimeSpan.Zero };
        var sink = new KafkaSink(options, Cluster, NullLogger.Instance);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(
            async () => await sink.OpenAsync(EncodedBlocks.Stream("t"), TestContext.Current.CancellationToken));
        await sink.DisposeAsync();
        Assert.Equal(ChainSyncError.KafkaUnavailable, error.Error);
        Assert.Contains("Connection refused", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(ProducerOutcome.Retry))]
    [InlineData(nameof(ProducerOutcome.Fatal))]
    public async Task Progress_does_not_follow_records_whose_delivery_is_not_known(string outcome)
    {
        await using KafkaSink sink = await OpenAsync(KafkaDelivery.AtLeastOnce);
        Cluster.Script("flush", Enum.Parse<ProducerOutcome>(outcome));
        await WriteAsync(sink, 0, 2);
        AssertCommitted(2);
        // The failed one, that of the records and that of the progress.
        Assert.Equal(3, Cluster.Calls.Count(static call => call == "flush"));
    }

    [Fact]
    public async Task Waits_without_transactions_for_what_is_under_way_before_it_writes_a_block_again()
    {
        await using KafkaSink sink = await OpenAsync(KafkaDelivery.AtLeastOnce);
        Cluster.Script("produce", ProducerOutcome.Abort);
        await WriteAsync(sink, 0, 1);
        AssertCommitted(1);
        Assert.Equal(["begin", "flush", "begin", "flush", "flush"], Cluster.Calls);
    }

    [Fact]
    public async Task Gives_up_without_transactions_when_new_producers_fail_as_well()
    {
        await using KafkaSink sink = await OpenAsync(KafkaDelivery.AtLeastOnce);
        for (int i = 0; i < 20; i++) Cluster.Script("produce", ProducerOutcome.Fatal, ErrorCode.OutOfOrderSequenceNumber);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => WriteAsync(sink, 0, 1));
        Assert.Equal(ChainSyncError.Sink, error.Error);
        Assert.Contains("OutOfOrderSequenceNumber", error.Message, StringComparison.Ordinal);
        Assert.Equal(8, Cluster.Calls.Count(static call => call == "dispose"));
        Assert.Equal(8, Time.Delays.Count);
        Assert.True(Time.Delays[^1] > Time.Delays[0]);
        Assert.Null(Cluster.Progress);
    }

    [Fact]
    public async Task Counts_failed_producers_from_the_last_delivery_on()
    {
        await using KafkaSink sink = await OpenAsync(KafkaDelivery.AtLeastOnce);
        for (ulong number = 0; number < 3; number++)
        {
            for (int i = 0; i < 8; i++) Cluster.Script("produce", ProducerOutcome.Fatal, ErrorCode.OutOfOrderSequenceNumber);
            await WriteAsync(sink, number, 1);
        }

        AssertCommitted(3);
    }

    [Fact]
    public async Task Stops_at_once_without_transactions_when_a_new_producer_cannot_help()
    {
        await using KafkaSink sink = await OpenAsync(KafkaDelivery.AtLeastOnce);
        Cluster.Script("produce", ProducerOutcome.Fatal, ErrorCode.ClusterAuthorizationFailed);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => WriteAsync(sink, 0, 1));
        Assert.Contains("IdempotentWrite", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("dispose", Cluster.Calls);
    }

    [Fact]
    public async Task Aborts_what_is_open_when_it_is_disposed()
    {
        KafkaSink sink = await OpenAsync();
        for (ulong number = 0; number < 2; number++) await sink.WriteAsync(Rent(number), TestContext.Current.CancellationToken);
        await sink.DisposeAsync();
        Assert.Equal(["init", "begin", "commit", "begin", "abort", "dispose"], Cluster.Calls);
    }
}
