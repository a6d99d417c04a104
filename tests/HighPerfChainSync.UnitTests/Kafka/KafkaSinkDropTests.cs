using Confluent.Kafka;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Producing;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>Blocks that the chain has left before their commit: nothing of them, and of what was to be taken back with them, is ever visible.</summary>
public sealed class KafkaSinkDropTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_dropped_is_not_there_and_the_stream_goes_on()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 5);
        await stream.WriteAsync(6, 9);

        Assert.True(await stream.Sink.TryDropAsync(Cancellation));

        Assert.Equal(0, stream.AssertChain("aaaaaa"));
        await stream.CommitAsync(6, 10, 'b', 'a');
        Assert.Equal(0, stream.AssertChain("aaaaaabbbbb"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rewind_that_was_dropped_can_be_another_one_or_none(bool released)
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 5);
        await stream.RetractAsync(3);
        await stream.WriteAsync(4, 5, 'b', 'a');
        if (released) await stream.ReleaseAsync();

        Assert.True(await stream.Sink.TryDropAsync(Cancellation));
        Assert.Equal(0, stream.AssertChain("aaaaaa"));
        await stream.RetractAsync(2);
        Assert.True(await stream.Sink.TryDropAsync(Cancellation));
        await stream.CommitAsync(6, 6);
        Assert.Equal(0, stream.AssertChain("aaaaaaa"));
        await stream.RetractAsync(1);
        await stream.CommitAsync(2, 6, 'c', 'a');
        Assert.Equal(25, stream.AssertChain("aaccccc"));
    }

    [Theory]
    [InlineData("produce", nameof(ProducerOutcome.Abort))]
    [InlineData("produce", nameof(ProducerOutcome.Fatal))]
    [InlineData("abort", nameof(ProducerOutcome.Fatal))]
    public async Task A_fault_meanwhile_is_recovered_from(string call, string outcome)
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 5);
        stream.Cluster.Script(call, Enum.Parse<ProducerOutcome>(outcome), ErrorCode.Local_Fenced);
        await stream.WriteAsync(6, 7);

        Assert.True(await stream.Sink.TryDropAsync(Cancellation));

        await stream.CommitAsync(6, 8, 'b', 'a');
        stream.AssertChain("aaaaaabbb");
    }

    [Fact]
    public async Task With_nothing_written_nothing_is_done()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 5);
        int calls = stream.Cluster.Calls.Count;

        Assert.True(await stream.Sink.TryDropAsync(Cancellation));

        Assert.Equal(calls, stream.Cluster.Calls.Count);
    }

    [Fact]
    public async Task Without_transactions_nothing_can_be_dropped()
    {
        using var stream = new ReorgStream(new KafkaSinkOptions { BootstrapServers = "fake:9092", Delivery = KafkaDelivery.AtLeastOnce });
        await stream.OpenAsync();
        await stream.WriteAsync(0, 2);

        Assert.False(await stream.Sink.TryDropAsync(Cancellation));

        await stream.Sink.CommitAsync(Cancellation);
        Assert.Equal(2ul, stream.Cluster.Progress!.Last!.Number);
    }
}
