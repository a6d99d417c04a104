using System.Globalization;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>The configuration that topics are created with, and what is refused in topics that exist.</summary>
internal static class TopicSettings
{
    /// <summary>More than any block is old, those of time 0 included.</summary>
    private const long HundredYearsMs = 3_155_760_000_000;

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

    /// <summary>Finds a missing right before the first record does: a transaction that a topic refuses does not say which topic it was.</summary>
    /// <param name="topic">Its name.</param>
    /// <param name="isProgress">Whether it must be read too.</param>
    /// <param name="rights">What this user may do there (KIP-430); null or empty when the broker does not say.</param>
    /// <exception cref="ChainSyncException">A right is missing.</exception>
    public static void CheckRights(string topic, bool isProgress, List<AclOperation>? rights)
    {
        if (rights is not { Count: > 0 } || rights.Contains(AclOperation.All)) return;
        bool mayRead = !isProgress || rights.Contains(AclOperation.Read);
        if (rights.Contains(AclOperation.Write) && mayRead) return;
        throw Refuse(topic, $"may not be {(mayRead ? "written" : "read or written")} by this user. Grant it {(isProgress ? "Read and Write" : "Write")} on the topic");
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

            if (Limit(setting, "message.timestamp.before.max.ms") is { } before && before < HundredYearsMs)
            {
                throw Refuse(
                    topic,
                    $"refuses records that are more than {before} ms old: records carry the time of their block. "
                    + $"Set message.timestamp.before.max.ms={s_noLimit}, or write with ingest timestamps");
            }
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
        Limit(setting, "max.message.bytes");

    /// <summary>How far a record's time may be ahead of the broker's clock, in milliseconds; null when that is no limit to block times.</summary>
    public static long? MaxAheadMs(Func<string, string?> setting, KafkaTimestamps timestamps) =>
        timestamps == KafkaTimestamps.Block && Limit(setting, "message.timestamp.after.max.ms") is { } after && after < HundredYearsMs ? after : null;

    private static long? Limit(Func<string, string?> setting, string key) =>
        long.TryParse(setting(key), NumberStyles.None, CultureInfo.InvariantCulture, out long limit) ? limit : null;

    private static Dictionary<string, string> WithReplicas(int replicas, Dictionary<string, string> settings)
    {
        if (replicas >= 3) settings["min.insync.replicas"] = "2";
        return settings;
    }

    private static ChainSyncException Refuse(string topic, string reason) =>
        new(ChainSyncError.KafkaTopic, $"Topic '{topic}' {reason}.");
}
