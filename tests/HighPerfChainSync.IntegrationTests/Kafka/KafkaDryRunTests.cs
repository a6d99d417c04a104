using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>A dry run says what a start would do; the broker has afterwards what it had before.</summary>
public sealed class KafkaDryRunTests(RealKafka kafka)
{
    [Fact]
    public async Task Says_what_would_be_created_and_creates_nothing()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        KafkaDryRunReport report = await RunAsync(stream, stream.Options with { Config = [new("sasl.password", "hunter2")] });
        Assert.Null(report.Error);
        Assert.Empty(report.Problems);
        Assert.Equal(5, report.Topics.Count);
        Assert.All(report.Topics, static topic => Assert.False(topic.Exists));
        Assert.Equal("-1", report.Topics[0].Settings["retention.ms"]);
        Assert.Equal("compact", report.Topics[4].Settings["cleanup.policy"]);
        Assert.Contains(new("transactional.id", $"{stream.Chain}_progress"), report.ProducerSettings);
        Assert.Contains(new("sasl.password", "***"), report.ProducerSettings);
        Assert.Null(report.Progress);
        Assert.Empty(await KafkaTopics.SnapshotAsync(stream));
    }

    [Fact]
    public async Task Finds_topics_and_progress_and_does_not_disturb_who_writes_there()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 7);
        List<string> before = await KafkaTopics.SnapshotAsync(stream);
        KafkaDryRunReport report = await RunAsync(stream, stream.Options);
        Assert.Null(report.Error);
        Assert.Equal(new StreamProgress(6, EncodedBlocks.HashOf(6)), report.Progress);
        Assert.All(report.Topics, static topic => Assert.True(topic.Exists));
        Assert.Equal(before, await KafkaTopics.SnapshotAsync(stream));

        KafkaDryRunReport other = await RunAsync(stream, stream.Options with { Partitions = 3, Timestamps = KafkaTimestamps.Ingest });
        Assert.Equal(ChainSyncError.KafkaTopic, other.Error);
        Assert.Equal(5, other.Problems.Count);
        Assert.Contains("--alter --partitions 3", other.Problems[0], StringComparison.Ordinal);
        Assert.Contains("timestamps block, but ingest", other.Problems[4], StringComparison.Ordinal);
        Assert.Equal(before, await KafkaTopics.SnapshotAsync(stream));

        // The instance that was running all the time has not been fenced.
        await stream.WriteAsync(sink, 7, 3);
        await sink.DisposeAsync();
        stream.AssertExactly(10);
    }

    [Fact]
    public async Task Says_that_nobody_listens()
    {
        using var stream = new KafkaTestStream("127.0.0.1:9");
        var options = new KafkaSinkOptions { BootstrapServers = "127.0.0.1:9", StartTimeout = TimeSpan.FromSeconds(1) };
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => RunAsync(stream, options));
        Assert.Equal(ChainSyncError.KafkaUnavailable, error.Error);
    }

    private static Task<KafkaDryRunReport> RunAsync(KafkaTestStream stream, KafkaSinkOptions options) =>
        new KafkaDryRun(options, stream.Logger).RunAsync(EncodedBlocks.Stream(stream.Chain), stream.Cancellation);
}
