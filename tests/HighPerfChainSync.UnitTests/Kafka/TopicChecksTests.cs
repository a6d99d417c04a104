using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Kafka.Topics;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class TopicChecksTests
{
    private static readonly ClientFactory s_config = new(new KafkaSinkOptions { BootstrapServers = "host:9092" });

    [Theory]
    [InlineData("retention.ms", "604800000", "retention.ms=-1")]
    [InlineData("cleanup.policy", "compact,delete", "cleanup.policy=delete")]
    [InlineData("message.timestamp.type", "LogAppendTime", "CreateTime")]
    [InlineData("message.timestamp.before.max.ms", "86400000", "message.timestamp.before.max.ms=9223372036854775807")]
    [InlineData("message.timestamp.difference.max.ms", "86400000", "message.timestamp.difference.max.ms=9223372036854775807")]
    [InlineData("max.message.bytes", "900000", "Raise max.message.bytes")]
    [InlineData("min.insync.replicas", "2", "has 1 replica and min.insync.replicas=2, so nothing can be written")]
    public void Refuses_topics_that_would_lose_or_refuse_records(string key, string value, string remedy)
    {
        TopicFinding finding = CheckData(KafkaTimestamps.Block, (key, value));
        string problem = Assert.Single(finding.Problems).Message;
        Assert.StartsWith("Topic 't' ", problem, StringComparison.Ordinal);
        Assert.Contains(remedy, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("retention.ms", "604800000")]
    [InlineData("message.timestamp.type", "LogAppendTime")]
    [InlineData("message.timestamp.before.max.ms", "86400000")]
    public void Takes_time_retention_with_the_time_of_writing(string key, string value)
    {
        Assert.Empty(CheckData(KafkaTimestamps.Ingest, (key, value)).Problems);
        Assert.Single(CheckData(KafkaTimestamps.Block, (key, value)).Problems);
    }

    [Theory]
    [InlineData("message.timestamp.after.max.ms", "3600000", "3600000 ms ahead")]
    [InlineData("retention.bytes", "1000000", "retention.bytes=1000000")]
    [InlineData("max.message.bytes", "1048588", "batches of 1048588 bytes at most")]
    [InlineData("unclean.leader.election.enable", "true", "committed records may be lost")]
    public void Warns_of_what_may_surprise(string key, string value, string expected)
    {
        TopicFinding finding = CheckData(KafkaTimestamps.Block, (key, value));
        Assert.Empty(finding.Problems);
        Assert.Contains(expected, Assert.Single(finding.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 3, "1", 3, "a commit may be lost with one broker")]
    [InlineData(3, 1, "2", 3, "but only 1 in sync")]
    [InlineData(1, 1, "1", 3, "has 1 replica although Kafka has 3 brokers")]
    [InlineData(1, 1, "1", 1, null)]
    [InlineData(2, 2, "1", 2, null)]
    [InlineData(3, 2, "2", 3, null)]
    public void Judges_replicas_by_what_the_cluster_could_give(int replicas, int inSync, string needed, int brokers, string? expected)
    {
        var finding = new TopicFinding("t");
        TopicState topic = FakeTopicAdmin.Of("t", new Dictionary<string, string> { ["min.insync.replicas"] = needed }, 1, replicas) with { InSync = inSync };
        TopicChecks.Check(finding, topic, brokers, isProgress: false);
        Assert.Empty(finding.Problems);
        if (expected is null) Assert.Empty(finding.Warnings);
        else Assert.Contains(expected, Assert.Single(finding.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("delete", 1, "cleanup.policy=compact")]
    [InlineData("compact,delete", 1, "cleanup.policy=compact")]
    [InlineData("compact", 4, "has 4 partitions, but progress must be in one")]
    public void Refuses_progress_that_would_be_deleted_or_spread(string policy, int partitions, string expected)
    {
        var finding = new TopicFinding("p");
        TopicChecks.CheckProgress(finding, FakeTopicAdmin.Of("p", new Dictionary<string, string> { ["cleanup.policy"] = policy }, partitions));
        Assert.Contains(expected, Assert.Single(finding.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 1, "has 4 partitions, but 1 partition is asked for")]
    [InlineData(1, 4, "--alter --partitions 4")]
    [InlineData(8, 4, "has 8 partitions, but 4 partitions are asked for. Ask for 8")]
    public void Refuses_another_number_of_partitions(int found, int asked, string expected)
    {
        var finding = new TopicFinding("t");
        TopicState topic = FakeTopicAdmin.Of("t", TopicSettings.Data(16 << 20, 1), found);
        DataTopicChecks.Check(finding, topic, TopicLayout.Single with { Partitions = asked }, KafkaTimestamps.Block, s_config);
        Assert.Contains(expected, Assert.Single(finding.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 replicas")]
    [InlineData(1, "1 replica")]
    [InlineData(2, "2 replicas")]
    public void Counts_as_people_do(int count, string expected) => Assert.Equal(expected, Counted.Of(count, "replica"));

    private static TopicFinding CheckData(KafkaTimestamps timestamps, params (string Key, string Value)[] changes)
    {
        Dictionary<string, string> settings = TopicSettings.Data(16 << 20, 1);
        foreach ((string key, string value) in changes) settings[key] = value;
        var finding = new TopicFinding("t");
        TopicState topic = FakeTopicAdmin.Of("t", settings);
        TopicChecks.Check(finding, topic, brokers: 1, isProgress: false);
        DataTopicChecks.Check(finding, topic, TopicLayout.Single, timestamps, s_config);
        return finding;
    }
}
