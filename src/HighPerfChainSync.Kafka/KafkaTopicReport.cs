namespace HighPerfChainSync.Kafka;

/// <summary>What a start would do about one topic.</summary>
public sealed record KafkaTopicReport
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it exists; otherwise it would be created.</summary>
    public required bool Exists { get; init; }

    /// <summary>Partitions that it has, or would have; 0 when they are not known.</summary>
    public required int Partitions { get; init; }

    /// <summary>Replicas that each partition has, or would have; 0 when they are not known.</summary>
    public required int Replicas { get; init; }

    /// <summary>The configuration that it would be created with; empty when it exists.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>Why the stream cannot use it, each in a sentence.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>What may surprise its users, each in a sentence.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
