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

/// <summary>Whose the stream is after a fault: our own claim means go on, another's means stop.</summary>
public sealed class KafkaSinkClaimTests : FakeClusterTests
{
    [Fact]
    public async Task Stops_when_the_progress_carries_the_claim_of_another_instance()
    {
        await using KafkaSink sink = await OpenAsync();
        Cluster.Script("commit", ProducerOutcome.Fatal, ErrorCode.Local_Fenced);
        Cluster.AfterFatal = () => Cluster.Progress = Cluster.Progress! with { Instance = "another" };
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => WriteAsync(sink, 0, 1));
        Assert.Equal(ChainSyncError.Fenced, error.Error);
        Assert.Empty(Cluster.Committed);
        // It must not fence the other in turn.
        Assert.Single(Cluster.Calls, "init");
    }

    /// <summary>A start that is suspended for longer than its transaction may last is fenced by the broker, like one that another has overtaken.</summary>
    [Theory]
    [InlineData("commit", nameof(ProducerOutcome.Fatal))]
    [InlineData("commit", nameof(ProducerOutcome.Abort))]
    [InlineData("produce", nameof(ProducerOutcome.Fatal))]
    public async Task Claims_again_while_nobody_else_has(string call, string outcome)
    {
        Cluster.Script(call, Enum.Parse<ProducerOutcome>(outcome), ErrorCode.Local_Fenced);
        await using KafkaSink sink = await OpenAsync();
        await WriteAsync(sink, 0, 2);
        AssertCommitted(2);
    }

    [Fact]
    public async Task Claims_again_when_the_claim_was_committed_before_the_producer_failed()
    {
        Cluster.Script("commit", ProducerOutcome.Fatal, ErrorCode.Local_Fenced);
        Cluster.AfterFatal = Cluster.CommitPending;
        await using KafkaSink sink = await OpenAsync();
        Cluster.AfterFatal = null;
        await WriteAsync(sink, 0, 1);
        AssertCommitted(1);
    }

    [Fact]
    public async Task Stops_when_another_instance_has_claimed_the_stream_meanwhile()
    {
        await using (KafkaSink earlier = await OpenAsync()) await WriteAsync(earlier, 0, 1);
        Cluster.Calls.Clear();
        Cluster.Script("commit", ProducerOutcome.Fatal, ErrorCode.Local_Fenced);
        Cluster.AfterFatal = () => Cluster.Progress = Cluster.Progress! with { Instance = "another" };
        await using var sink = new KafkaSink(new KafkaSinkOptions { BootstrapServers = "fake:9092" }, Cluster, NullLogger.Instance, Time);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(
            async () => await sink.OpenAsync(EncodedBlocks.Stream("t"), TestContext.Current.CancellationToken));
        Assert.Equal(ChainSyncError.Fenced, error.Error);
        Assert.Single(Cluster.Calls, "init");
    }

    [Fact]
    public async Task Gives_a_claim_up_that_fails_again_and_again()
    {
        for (int i = 0; i < 20; i++) Cluster.Script("commit", ProducerOutcome.Fatal, ErrorCode.Local_Fenced);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => OpenAsync());
        Assert.Equal(ChainSyncError.Fenced, error.Error);
    }

    [Fact]
    public async Task Says_nothing_of_a_new_producer_when_another_instance_has_taken_over()
    {
        var log = new LogMemory();
        await using var sink = new KafkaSink(new KafkaSinkOptions { BootstrapServers = "fake:9092" }, Cluster, log, Time);
        await sink.OpenAsync(EncodedBlocks.Stream("t"), TestContext.Current.CancellationToken);
        Cluster.Script("commit", ProducerOutcome.Fatal, ErrorCode.Local_Fenced);
        Cluster.AfterFatal = () => Cluster.Progress = Cluster.Progress! with { Instance = "another" };
        await Assert.ThrowsAsync<ChainSyncException>(() => WriteAsync(sink, 0, 1));
        Assert.DoesNotContain(log.Entries, static entry => entry.Level >= LogLevel.Warning);
    }
}
