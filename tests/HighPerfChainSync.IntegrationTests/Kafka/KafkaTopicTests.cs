using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Topics as the broker really has them: those that are made, and those that are refused before the first record.</summary>
public sealed class KafkaTopicTests(RealKafka kafka)
{
    [Fact]
    public async Task Creates_topics_that_keep_history()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        (KafkaSink sink, _) = await stream.OpenAsync();
        await sink.DisposeAsync();
        Dictionary<string, ConfigEntryResult> data = await KafkaTopics.DescribeAsync(stream, $"{stream.Chain}_blocks");
        Assert.Equal("-1", data["retention.ms"].Value);
        Assert.Equal("delete", data["cleanup.policy"].Value);
        Assert.Equal("CreateTime", data["message.timestamp.type"].Value);
        Assert.Equal(stream.Options.MaxMessageBytes, int.Parse(data["max.message.bytes"].Value, null));
        Assert.Equal("1", data["min.insync.replicas"].Value);
        Assert.Equal("9223372036854775807", data["message.timestamp.after.max.ms"].Value);
        Assert.Equal("9223372036854775807", data["message.timestamp.before.max.ms"].Value);
        Assert.Equal("compact", (await KafkaTopics.DescribeAsync(stream, $"{stream.Chain}_progress"))["cleanup.policy"].Value);

        // They pass their own check.
        (sink, _) = await stream.OpenAsync();
        await sink.DisposeAsync();
    }

    [Fact]
    public Task Refuses_time_retention_because_block_times_would_be_deleted() =>
        RefusedAsync(1, new() { ["retention.ms"] = "604800000" }, "retention.ms=604800000");

    [Fact]
    public Task Refuses_more_than_one_partition() => RefusedAsync(3, new() { ["retention.ms"] = "-1" }, "3 partitions");

    [Fact]
    public Task Refuses_compaction() =>
        RefusedAsync(1, new() { ["retention.ms"] = "-1", ["cleanup.policy"] = "compact" }, "cleanup.policy=compact");

    [Theory]
    [InlineData("message.timestamp.type", "LogAppendTime")]
    [InlineData("message.timestamp.before.max.ms", "86400000")]
    [InlineData("max.message.bytes", "100000")]
    [InlineData("min.insync.replicas", "2")]
    public Task Refuses_settings_that_refuse_records(string setting, string value) =>
        RefusedAsync(1, new() { ["retention.ms"] = "-1", [setting] = value }, setting);

    [Fact]
    public async Task Refuses_several_topics_in_one_message_and_creates_none()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        await KafkaTopics.CreateAsync(stream, $"{stream.Chain}_logs", 2, new() { ["retention.ms"] = "-1" });
        await KafkaTopics.CreateAsync(stream, $"{stream.Chain}_blocks", 1, new() { ["retention.ms"] = "1000" });
        await KafkaTopics.CreateAsync(stream, $"{stream.Chain}_progress", 1, []);
        List<string> before = await KafkaTopics.SnapshotAsync(stream);
        await using KafkaSink sink = stream.NewSink();
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(
            async () => await sink.OpenAsync(EncodedBlocks.Stream(stream.Chain), stream.Cancellation));
        foreach (string part in (string[])["for 3 reasons", "2 partitions", "retention.ms=1000", "_progress' has cleanup.policy=delete"])
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await KafkaTopics.SnapshotAsync(stream));
    }

    [Fact]
    public async Task Refuses_a_transaction_that_may_last_longer_than_the_broker_allows()
    {
        string bootstrap = await kafka.RequireAsync();
        using var stream = new KafkaTestStream(bootstrap)
        {
            Options = new KafkaSinkOptions { BootstrapServers = bootstrap, Config = [new("transaction.timeout.ms", "900001")] },
        };
        await using KafkaSink sink = stream.NewSink();
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(
            async () => await sink.OpenAsync(EncodedBlocks.Stream(stream.Chain), stream.Cancellation));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains("transaction.max.timeout.ms", error.Message, StringComparison.Ordinal);
        Assert.Empty(await KafkaTopics.SnapshotAsync(stream));
    }

    [Fact]
    public async Task Refuses_topics_that_hold_records_of_which_no_progress_is_known()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 2);
        await sink.DisposeAsync();
        using var another = new KafkaTestStream(stream.Options.BootstrapServers)
        {
            Options = stream.Options with { TopicTemplate = $"{stream.Chain}_{{entities}}" },
        };
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(another.OpenAsync);
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains($"'{stream.Chain}_blocks' has been written to", error.Message, StringComparison.Ordinal);
        stream.AssertExactly(2);
    }

    [Fact]
    public async Task Takes_time_retention_when_records_carry_the_time_of_writing()
    {
        string bootstrap = await kafka.RequireAsync();
        using var stream = new KafkaTestStream(bootstrap)
        {
            Options = new KafkaSinkOptions { BootstrapServers = bootstrap, Timestamps = KafkaTimestamps.Ingest },
        };
        await KafkaTopics.CreateAsync(stream, $"{stream.Chain}_logs", 1, new() { ["retention.ms"] = "604800000" });
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 2);
        await sink.DisposeAsync();
        Assert.True(DateTime.UtcNow - stream.Read($"{stream.Chain}_logs")[0].Message.Timestamp.UtcDateTime < TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData(KafkaDelivery.ExactlyOnce)]
    [InlineData(KafkaDelivery.AtLeastOnce)]
    public async Task Names_a_record_that_the_topic_does_not_take(KafkaDelivery delivery)
    {
        string bootstrap = await kafka.RequireAsync();
        using var stream = new KafkaTestStream(bootstrap)
        {
            Options = new KafkaSinkOptions { BootstrapServers = bootstrap, Compression = "none", Delivery = delivery },
        };
        await KafkaTopics.CreateAsync(
            stream, $"{stream.Chain}_transactions", 1, new() { ["retention.ms"] = "-1", ["max.message.bytes"] = "1200000" });
        (KafkaSink sink, _) = await stream.OpenAsync();
        await stream.WriteAsync(sink, 0, 2);
        BlockData block = EncodedBlocks.Make(stream.Pool, 2, transactions: 1, padding: 1_500_000);
        await sink.WriteAsync(block, stream.Cancellation);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(async () => await sink.CommitAsync(stream.Cancellation));
        await sink.DisposeAsync();
        block.Return();
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
        Assert.Contains($"'{stream.Chain}_transactions'", error.Message, StringComparison.Ordinal);
        Assert.Contains("block 2 (1500", error.Message, StringComparison.Ordinal);
        if (delivery == KafkaDelivery.ExactlyOnce) stream.AssertExactly(2);
    }

    [Fact]
    public async Task Says_that_nobody_listens()
    {
        using var stream = new KafkaTestStream("127.0.0.1:9")
        {
            Options = new KafkaSinkOptions { BootstrapServers = "127.0.0.1:9", StartTimeout = TimeSpan.FromSeconds(1) },
        };
        await using KafkaSink sink = stream.NewSink();
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(
            async () => await sink.OpenAsync(EncodedBlocks.Stream(stream.Chain), stream.Cancellation));
        Assert.Equal(ChainSyncError.KafkaUnavailable, error.Error);
        Assert.Contains("127.0.0.1:9", error.Message, StringComparison.Ordinal);
        Assert.Contains("Connection refused", error.Message, StringComparison.Ordinal);
    }

    private async Task RefusedAsync(int partitions, Dictionary<string, string> settings, string expected)
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        string topic = $"{stream.Chain}_logs";
        await KafkaTopics.CreateAsync(stream, topic, partitions, settings);
        await using KafkaSink sink = stream.NewSink();
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(
            async () => await sink.OpenAsync(EncodedBlocks.Stream(stream.Chain), stream.Cancellation));
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
        Assert.Contains(topic, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
