using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>A topic as the brokers have it.</summary>
internal sealed record TopicState
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Why it could not be looked at, or null; then nothing else is known of it.</summary>
    public Error? Error { get; init; }

    /// <summary>What was being looked at when <see cref="Error"/> came: <c>describe</c>.</summary>
    public string Activity { get; init; } = "describe";

    /// <summary>Number of partitions.</summary>
    public int Partitions { get; init; }

    /// <summary>Replicas of the partition that has fewest.</summary>
    public int Replicas { get; init; }

    /// <summary>Replicas in sync of the partition that has fewest.</summary>
    public int InSync { get; init; }

    /// <summary>What this user may do with it; empty when the broker does not say.</summary>
    public IReadOnlyCollection<AclOperation> Operations { get; init; } = [];

    /// <summary>Its configuration, the broker's defaults included.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>A setting; null when the broker does not know it.</summary>
    public string? Setting(string key) => Settings.GetValueOrDefault(key);

    /// <summary>A setting that is a number; null when the broker does not know it.</summary>
    public long? Limit(string key) =>
        long.TryParse(Setting(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long limit) ? limit : null;

    /// <summary>Whether this user is known not to have a right.</summary>
    public bool Lacks(AclOperation operation) =>
        Operations.Count > 0 && !Operations.Contains(operation) && !Operations.Contains(AclOperation.All);
}
