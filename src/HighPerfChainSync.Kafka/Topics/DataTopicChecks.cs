using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Partitioning;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>What is refused in a data topic that exists because it would lose or refuse records, and what is worth a warning.</summary>
internal static class DataTopicChecks
{
    /// <summary>More than any block is old, those of time 0 included.</summary>
    private const long HundredYearsMs = 3_155_760_000_000;

    /// <summary>What a batch adds to its records, with room to spare.</summary>
    private const int BatchOverhead = 512;

    public static void Check(TopicFinding finding, TopicState topic, TopicLayout layout, KafkaTimestamps timestamps, ClientFactory config)
    {
        CheckPartitions(finding, topic, layout);
        string policy = topic.Setting("cleanup.policy") ?? "delete";
        if (policy.Contains("compact", StringComparison.Ordinal))
            finding.Refuse($"has cleanup.policy={policy}, which drops records. Set cleanup.policy=delete");
        if (timestamps == KafkaTimestamps.Block) CheckBlockTimes(finding, topic);
        if (topic.Limit("retention.bytes") is >= 0 and long bytes)
            finding.Warn($"has retention.bytes={bytes}: the broker deletes its oldest records when a partition grows beyond that. Set retention.bytes=-1 to keep history");
        CheckSizes(finding, topic, config);
    }

    private static void CheckPartitions(TopicFinding finding, TopicState topic, TopicLayout layout)
    {
        if (topic.Partitions == layout.Partitions) return;
        string has = $"has {Counted.Of(topic.Partitions, "partition")}, but {Counted.Of(layout.Partitions, "partition")} {(layout.Partitions == 1 ? "is" : "are")} asked for";
        finding.Refuse(
            layout.Partitions == 1
                ? $"{has}: order is only total in one. Recreate it with one partition, write partitioned (--partitions {topic.Partitions}), or choose another topic template"
                : topic.Partitions < layout.Partitions
                    ? $"{has}. Add partitions to it (kafka-topics --alter --partitions {layout.Partitions}), or ask for {topic.Partitions}"
                    : $"{has}. Ask for {topic.Partitions}, or choose another topic template");
    }

    private static void CheckBlockTimes(TopicFinding finding, TopicState topic)
    {
        string retention = topic.Setting("retention.ms") ?? "-1";
        if (retention != "-1")
        {
            finding.Refuse(
                $"has retention.ms={retention}: records carry the time of their block, so the broker would delete history as soon as it is written, "
                + "without an error. Set retention.ms=-1, or write with ingest timestamps");
        }

        if (topic.Setting("message.timestamp.type") is "LogAppendTime")
            finding.Refuse("has message.timestamp.type=LogAppendTime, which replaces the time of the block. Set CreateTime, or write with ingest timestamps");

        // The last is the one setting that brokers before Kafka 3.6 have for both directions.
        foreach (string key in (string[])["message.timestamp.before.max.ms", "message.timestamp.difference.max.ms"])
        {
            if (topic.Limit(key) is { } before and < HundredYearsMs)
                finding.Refuse($"refuses records that are more than {before} ms old: records carry the time of their block. Set {key}={TopicSettings.NoLimit}, or write with ingest timestamps");
        }

        if (topic.Limit("message.timestamp.after.max.ms") is { } after and < HundredYearsMs)
        {
            finding.Warn(
                $"refuses blocks whose time is more than {after} ms ahead of the broker's clock, and one stops the stream. "
                + $"For a chain whose clock runs ahead, set message.timestamp.after.max.ms={TopicSettings.NoLimit}");
        }
    }

    private static void CheckSizes(TopicFinding finding, TopicState topic, ClientFactory config)
    {
        if (topic.Limit("max.message.bytes") is not { } limit) return;
        if (limit < config.BatchSize + BatchOverhead)
            finding.Refuse($"takes batches of {limit} bytes, less than the producer makes. Raise max.message.bytes to several megabytes, or lower batch.size of the producer");
        else if (limit < config.MaxMessageBytes)
            finding.Warn($"takes batches of {limit} bytes at most: a larger record stops the stream. Topics made by this program take {config.MaxMessageBytes}");
    }
}
