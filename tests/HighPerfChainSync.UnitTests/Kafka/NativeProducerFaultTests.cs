using Confluent.Kafka;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.UnitTests.Pipeline;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>Retriable, abortable and fatal errors, each as librdkafka's transaction guide says, and none of them silent.</summary>
public sealed class NativeProducerFaultTests
{
    // Kinds of requests in Kafka's protocol.
    private const short Produce = 0;
    private const short AddPartitionsToTxn = 24;
    private const short EndTxn = 26;

    [Fact]
    public void Goes_on_by_itself_after_errors_that_pass()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        test.Kafka.FailRequests(Produce, (int)ErrorCode.NotLeaderForPartition, (int)ErrorCode.NotEnoughReplicas, (int)ErrorCode.RequestTimedOut);
        test.Kafka.FailRequests(EndTxn, (int)ErrorCode.GroupCoordinatorNotAvailable, (int)ErrorCode.GroupLoadInProgress);
        EncodedBlock arena = test.Arena(100);
        test.ProduceAll(arena);
        EmbeddedProducer.Done(test.Producer.Commit(EmbeddedProducer.Limit));
        List<ConsumeResult<byte[]?, byte[]?>> records = test.Read("a", 0, 100);
        for (int i = 0; i < 100; i++) Assert.Equal(arena.GetSpan(arena.Records[i]).ToArray(), records[i].Message.Value);
    }

    [Fact]
    public void A_commit_that_times_out_is_called_again()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        test.Kafka.SetAvailable(1, false);
        EncodedBlock arena = test.Arena(100);
        test.ProduceAll(arena);
        ProducerResult result = test.Producer.Commit(TimeSpan.FromMilliseconds(200));
        Assert.Equal(ProducerOutcome.Retry, result.Outcome);
        Assert.Equal(ErrorCode.Local_TimedOut, result.Code);
        test.Kafka.SetAvailable(1, true);
        EmbeddedProducer.Done(test.Producer.Commit(EmbeddedProducer.Limit));
        Assert.Equal(0, arena.References);
    }

    [Fact]
    public async Task Says_through_the_error_event_why_nothing_comes()
    {
        using var test = new EmbeddedProducer();
        test.Kafka.SetAvailable(1, false);
        Assert.Equal(ProducerOutcome.Retry, test.Producer.InitTransactions(TimeSpan.FromMilliseconds(500)).Outcome);
        await Until.TrueAsync(() => test.Events.Last is not null, "the reason has come");
    }

    [Fact]
    public void Names_the_record_that_was_not_delivered_and_works_after_the_abort()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        EncodedBlock arena = test.Arena(3, length: 50);
        test.Kafka.FailRequests(Produce, (int)ErrorCode.MsgSizeTooLarge);
        EmbeddedProducer.Done(test.Produce(arena, 1, topic: 1, block: 4_321));
        ProducerResult result = test.Producer.Commit(EmbeddedProducer.Limit);
        Assert.Equal(ProducerOutcome.Abort, result.Outcome);
        DeliveryFailure failure = test.Producer.Failure!;
        Assert.Equal(("b", 0, 4_321UL, 50, ErrorCode.MsgSizeTooLarge), (failure.Topic, failure.Partition, failure.Block, failure.Bytes, failure.Code));
        Assert.NotEmpty(failure.Reason);
        Assert.Equal(1, arena.References);

        EmbeddedProducer.Done(test.Producer.Abort(EmbeddedProducer.Limit));
        Assert.Equal(0, arena.References);
        EmbeddedProducer.Done(test.Producer.Begin());
        Assert.Null(test.Producer.Failure);
        test.ProduceAll(arena);
        EmbeddedProducer.Done(test.Producer.Commit(EmbeddedProducer.Limit));
    }

    [Fact]
    public void Refuses_a_record_that_is_larger_than_the_client_takes()
    {
        using var test = new EmbeddedProducer(properties: ("message.max.bytes", "2000"));
        test.Begin();
        EncodedBlock arena = test.Arena(1, length: 5_000);
        ProducerResult result = test.Produce(arena, 0);
        Assert.Equal((ProducerOutcome.Refused, ErrorCode.MsgSizeTooLarge), (result.Outcome, result.Code));
        EmbeddedProducer.Done(test.Producer.Abort(EmbeddedProducer.Limit));
        Assert.Equal(0, arena.References);
    }

    [Fact]
    public async Task Stops_waiting_for_a_delivery_when_a_record_has_failed()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        test.Kafka.FailRequests(Produce, (int)ErrorCode.InvalidRecord);
        EncodedBlock arena = test.Arena(10);
        test.ProduceAll(arena);
        ProducerResult result = await test.Producer.WaitDeliveredAsync(arena, TestContext.Current.CancellationToken);
        Assert.Equal((ProducerOutcome.Abort, ErrorCode.InvalidRecord), (result.Outcome, result.Code));
        EmbeddedProducer.Done(test.Producer.Abort(EmbeddedProducer.Limit));
    }

    /// <summary>librdkafka drops what is queued then, and its reports say only that it was dropped.</summary>
    [Fact]
    public async Task Says_why_a_transaction_has_failed_that_no_report_tells_of()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        test.Kafka.FailRequests(AddPartitionsToTxn, (int)ErrorCode.TopicAuthorizationFailed);
        EncodedBlock arena = test.Arena(10);
        test.ProduceAll(arena);
        ProducerResult waited = await test.Producer.WaitDeliveredAsync(arena, TestContext.Current.CancellationToken);
        ProducerResult produced = test.Produce(arena, 0);
        foreach (ProducerResult result in (ProducerResult[])[waited, produced])
        {
            Assert.Equal((ProducerOutcome.Abort, ErrorCode.TopicAuthorizationFailed), (result.Outcome, result.Code));
            Assert.Contains("authorization failed", result.Reason, StringComparison.Ordinal);
        }

        Assert.Null(test.Producer.Failure);
        EmbeddedProducer.Done(test.Producer.Abort(EmbeddedProducer.Limit));
        Assert.Equal(0, arena.References);
    }

    [Fact]
    public async Task A_wait_for_a_delivery_can_be_cancelled()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        test.Kafka.SetAvailable(1, false);
        EncodedBlock arena = test.Arena(10);
        test.ProduceAll(arena);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await test.Producer.WaitDeliveredAsync(arena, cancel.Token));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await test.Producer.WaitForRoomAsync(cancel.Token));
    }

    [Fact]
    public void Aborts_with_requests_under_way()
    {
        using var test = new EmbeddedProducer(properties: ("batch.size", "1000"));
        test.Begin();
        test.Kafka.SetRoundTrip(1, TimeSpan.FromMilliseconds(400));
        EncodedBlock arena = test.Arena(500, length: 100);
        test.ProduceAll(arena);
        Thread.Sleep(100); // The first are on their way, the rest wait in the queue.
        EmbeddedProducer.Done(test.Producer.Abort(EmbeddedProducer.Limit));
        Assert.Equal(0, arena.References);
        Assert.Null(test.Producer.Failure);
        test.Kafka.SetRoundTrip(1, TimeSpan.Zero);
        EmbeddedProducer.Done(test.Producer.Begin());
        test.ProduceAll(arena);
        EmbeddedProducer.Done(test.Producer.Commit(EmbeddedProducer.Limit));
    }

    [Fact]
    public async Task A_fenced_producer_fails_for_good_and_lets_go_of_its_arenas_when_it_is_closed()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        test.Kafka.FailRequests(EndTxn, (int)ErrorCode.ProducerFenced);
        EncodedBlock arena = test.Arena(10);
        test.ProduceAll(arena);
        ProducerResult result = test.Producer.Commit(EmbeddedProducer.Limit);
        Assert.Equal(ProducerOutcome.Fatal, result.Outcome);
        Assert.Equal(ErrorCode.Local_Fenced, result.Code);
        ProducerResult again = test.Produce(arena, 0);
        Assert.Equal((ProducerOutcome.Fatal, ErrorCode.Local_Fenced), (again.Outcome, again.Code));
        Assert.Equal(ProducerOutcome.Fatal, test.Producer.Abort(EmbeddedProducer.Limit).Outcome);
        await Until.TrueAsync(() => test.Events.Last is { IsFatal: true, Code: ErrorCode.Local_Fenced }, "the fatal error has come");
        Assert.Equal(1, arena.References);
        test.Producer.Dispose();
        Assert.Equal(0, arena.References);
    }

    [Fact]
    public async Task Passes_log_lines_on()
    {
        using var test = new EmbeddedProducer(properties: ("debug", "eos"));
        test.Begin();
        await Until.TrueAsync(() => test.Log.Entries.Any(static entry => entry is { Id: 5010, Level: LogLevel.Trace }), "a line has come");
    }
}
