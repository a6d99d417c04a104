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
        Dictionary<string, ConfigEntryResult> data = await DescribeAsync(stream, $"{stream.Chain}_blocks");
        Assert.Equal("-1", data["retention.ms"].Value);
        Assert.Equal("delete", data["cleanup.policy"].Value);
        Assert.Equal("CreateTime", data["message.timestamp.type"].Value);
        Assert.Equal(stream.Options.MaxMessageBytes, int.Parse(data["max.message.bytes"].Value, null));
        Assert.Equal("compact", (await DescribeAsync(stream, $"{stream.Chain}_progress"))["cleanup.policy"].Value);

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

    [Fact]
    public async Task Takes_time_retention_when_records_carry_the_time_of_writing()
    {
        string bootstrap = await kafka.RequireAsync();
        using var stream = new KafkaTestStream(bootstrap)
        {
            Options = new KafkaSinkOptions { BootstrapServers = bootstrap, Timestamps = KafkaTimestamps.Ingest },
        };
        await CreateAsync(stream, $"{stream.Chain}_logs", 1, new() { ["retention.ms"] = "604800000" });
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
        await CreateAsync(
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
        await CreateAsync(stream, topic, partitions, settings);
        await using KafkaSink sink = stream.NewSink();
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(
            async () => await sink.OpenAsync(EncodedBlocks.Stream(stream.Chain), stream.Cancellation));
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
        Assert.Contains(topic, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static IAdminClient Admin(KafkaTestStream stream) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = stream.Options.BootstrapServers }).Build();

    private static async Task CreateAsync(KafkaTestStream stream, string topic, int partitions, Dictionary<string, string> settings)
    {
        using IAdminClient admin = Admin(stream);
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1, Configs = settings }]);
        // Known to the broker that answers next only a moment later.
        while (admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Find(known => known.Topic == topic) is not { Error.IsError: false })
            await Task.Delay(50, stream.Cancellation);
    }

    private static async Task<Dictionary<string, ConfigEntryResult>> DescribeAsync(KafkaTestStream stream, string topic)
    {
        using IAdminClient admin = Admin(stream);
        return (await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }]))[0].Entries;
    }
}
