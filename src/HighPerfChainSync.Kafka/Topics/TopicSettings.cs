using System.Globalization;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>The configuration that topics are created with, and what is refused in topics that exist.</summary>
internal static class TopicSettings
{
    /// <summary>What a batch adds to its records, with room to spare.</summary>
    private const int BatchOverhead = 512;

    /// <summary>Settings that brokers before Kafka 3.6 do not know (KIP-937).</summary>
    public static readonly string[] Newer = ["message.timestamp.after.max.ms", "message.timestamp.before.max.ms"];

    private static readonly string s_noLimit = long.MaxValue.ToString(CultureInfo.InvariantCulture);

    /// <summary>Configuration of a data topic: history is kept for ever, at whatever time it happened.</summary>
    public static Dictionary<string, string> Data(int maxMessageBytes, int replicas) => WithReplicas(replicas, new()
    {
        ["cleanup.policy"] = "delete",
        ["retention.ms"] = "-1",
        ["retention.bytes"] = "-1",
        ["compression.type"] = "producer",
        ["max.message.bytes"] = maxMessageBytes.ToString(CultureInfo.InvariantCulture),
        ["message.timestamp.type"] = "CreateTime",
        ["message.timestamp.after.max.ms"] = s_noLimit,
        ["message.timestamp.before.max.ms"] = s_noLimit,
    });

    /// <summary>Configuration of the progress topic: small segments, because only closed ones are compacted.</summary>
    public static Dictionary<string, string> Progress(int replicas) => WithReplicas(replicas, new()
    {
        ["cleanup.policy"] = "compact",
        ["compression.type"] = "producer",
        ["segment.bytes"] = "1048576",
        ["min.cleanable.dirty.ratio"] = "0.1",
        ["message.timestamp.type"] = "CreateTime",
    });

    /// <exception cref="ChainSyncException">The topic has a wrong number of partitions.</exception>
    public static void CheckPartitions(string topic, int partitions)
    {
        if (partitions != 1)
            throw Refuse(topic, $"has {partitions} partitions; order is only total in one. Recreate it with one partition, or choose another topic template");
    }

    /// <exception cref="ChainSyncException">The topic would lose or refuse records.</exception>
    public static void CheckData(string topic, Func<string, string?> setting, KafkaTimestamps timestamps, int batchSize)
    {
        string policy = setting("cleanup.policy") ?? "delete";
        if (policy.Contains("compact", StringComparison.Ordinal))
            throw Refuse(topic, $"has cleanup.policy={policy}, which drops records. Set cleanup.policy=delete");
        if (timestamps == KafkaTimestamps.Block)
        {
            string retention = setting("retention.ms") ?? "-1";
            if (retention != "-1")
            {
                throw Refuse(
                    topic,
                    $"has retention.ms={retention}: records carry the time of their block, so the broker would delete history as soon as it is written, "
                    + "without an error. Set retention.ms=-1, or write with ingest timestamps");
            }

            if (setting("message.timestamp.type") is "LogAppendTime")
                throw Refuse(topic, "has message.timestamp.type=LogAppendTime, which replaces the time of the block. Set CreateTime, or write with ingest timestamps");
        }

        if (MaxMessageBytes(setting) is { } limit && limit < batchSize + BatchOverhead)
        {
            throw Refuse(
                topic,
                $"takes batches of {limit} bytes, less than the producer makes. Raise max.message.bytes to several megabytes, or lower batch.size of the producer");
        }
    }

    /// <exception cref="ChainSyncException">The topic would forget the progress.</exception>
    public static void CheckProgress(string topic, Func<string, string?> setting)
    {
        string policy = setting("cleanup.policy") ?? "delete";
        if (policy != "compact") throw Refuse(topic, $"has cleanup.policy={policy}, so the progress would be deleted with time. Set cleanup.policy=compact");
    }

    /// <summary>The limit on a batch, where the broker says it.</summary>
    public static long? MaxMessageBytes(Func<string, string?> setting) =>
        long.TryParse(setting("max.message.bytes"), NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null;

    private static Dictionary<string, string> WithReplicas(int replicas, Dictionary<string, string> settings)
    {
        if (replicas >= 3) settings["min.insync.replicas"] = "2";
        return settings;
    }

    private static ChainSyncException Refuse(string topic, string reason) =>
        new(ChainSyncError.KafkaTopic, $"Topic '{topic}' {reason}.");
}
