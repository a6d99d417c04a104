using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Topics;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class TopicSettingsTests
{
    private const int BatchSize = 1_000_000;

    [Fact]
    public void Created_topics_pass_their_own_checks()
    {
        TopicSettings.CheckData("t", Of(TopicSettings.Data(8_000_000, 1)), KafkaTimestamps.Block, BatchSize);
        TopicSettings.CheckProgress("p", Of(TopicSettings.Progress(1)));
        TopicSettings.CheckPartitions("t", 1);
        Assert.False(TopicSettings.Data(8_000_000, 2).ContainsKey("min.insync.replicas"));
        Assert.Equal("2", TopicSettings.Progress(3)["min.insync.replicas"]);
    }

    [Theory]
    [InlineData("retention.ms", "604800000", "retention.ms=-1")]
    [InlineData("cleanup.policy", "compact,delete", "cleanup.policy=delete")]
    [InlineData("message.timestamp.type", "LogAppendTime", "CreateTime")]
    [InlineData("message.timestamp.before.max.ms", "86400000", "message.timestamp.before.max.ms=9223372036854775807")]
    [InlineData("max.message.bytes", "900000", "Raise max.message.bytes")]
    public void Refuses_topics_that_would_lose_or_refuse_records(string key, string value, string remedy)
    {
        Dictionary<string, string> settings = TopicSettings.Data(8_000_000, 1);
        settings[key] = value;
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => TopicSettings.CheckData("t", Of(settings), KafkaTimestamps.Block, BatchSize));
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
        Assert.Contains("'t'", error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("retention.ms", "604800000")]
    [InlineData("message.timestamp.type", "LogAppendTime")]
    [InlineData("message.timestamp.before.max.ms", "86400000")]
    public void Takes_time_retention_with_the_time_of_writing(string key, string value)
    {
        Dictionary<string, string> settings = TopicSettings.Data(8_000_000, 1);
        settings[key] = value;
        TopicSettings.CheckData("t", Of(settings), KafkaTimestamps.Ingest, BatchSize);
        Assert.Throws<ChainSyncException>(() => TopicSettings.CheckData("t", Of(settings), KafkaTimestamps.Block, BatchSize));
    }

    [Theory]
    [InlineData(KafkaTimestamps.Block, "3600000", 3_600_000L)]
    [InlineData(KafkaTimestamps.Block, "9223372036854775807", null)]
    [InlineData(KafkaTimestamps.Block, null, null)]
    [InlineData(KafkaTimestamps.Ingest, "3600000", null)]
    public void Knows_how_far_blocks_may_be_ahead_of_the_broker(KafkaTimestamps timestamps, string? value, long? expected) =>
        Assert.Equal(expected, TopicSettings.MaxAheadMs(key => key == "message.timestamp.after.max.ms" ? value : null, timestamps));

    [Theory]
    [InlineData("delete")]
    [InlineData("compact,delete")]
    public void Refuses_progress_that_would_be_deleted(string policy) => Assert.Contains(
        "cleanup.policy=compact",
        Assert.Throws<ChainSyncException>(() => TopicSettings.CheckProgress("p", Of(new() { ["cleanup.policy"] = policy }))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Refuses_more_than_one_partition() => Assert.Contains(
        "4 partitions", Assert.Throws<ChainSyncException>(() => TopicSettings.CheckPartitions("t", 4)).Message, StringComparison.Ordinal);

    private static Func<string, string?> Of(Dictionary<string, string> settings) => key => settings.GetValueOrDefault(key);
}
