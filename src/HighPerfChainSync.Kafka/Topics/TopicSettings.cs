using System.Globalization;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>The configuration that topics are created with.</summary>
internal static class TopicSettings
{
    /// <summary>Settings that brokers before Kafka 3.6 do not know (KIP-937).</summary>
    public static readonly string[] Newer = ["message.timestamp.after.max.ms", "message.timestamp.before.max.ms"];

    /// <summary>No limit at all.</summary>
    public static readonly string NoLimit = long.MaxValue.ToString(CultureInfo.InvariantCulture);

    /// <summary>Configuration of a data topic: history is kept for ever, at whatever time it happened.</summary>
    public static Dictionary<string, string> Data(int maxMessageBytes, int replicas) => new()
    {
        ["cleanup.policy"] = "delete",
        ["retention.ms"] = "-1",
        ["retention.bytes"] = "-1",
        ["compression.type"] = "producer",
        ["max.message.bytes"] = maxMessageBytes.ToString(CultureInfo.InvariantCulture),
        ["message.timestamp.type"] = "CreateTime",
        ["message.timestamp.after.max.ms"] = NoLimit,
        ["message.timestamp.before.max.ms"] = NoLimit,
        ["min.insync.replicas"] = InSync(replicas),
    };

    /// <summary>Configuration of the progress topic: the smallest segments that Kafka allows, because only closed ones are compacted.</summary>
    public static Dictionary<string, string> Progress(int replicas) => new()
    {
        ["cleanup.policy"] = "compact",
        ["compression.type"] = "producer",
        ["segment.bytes"] = "1048576",
        ["min.cleanable.dirty.ratio"] = "0.1",
        ["message.timestamp.type"] = "CreateTime",
        ["min.insync.replicas"] = InSync(replicas),
    };

    /// <summary>Always said: the broker's default may exceed what the topic has.</summary>
    private static string InSync(int replicas) => replicas >= 3 ? "2" : "1";
}
