using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka;

/// <summary>What a start of a stream would find in Kafka, and do.</summary>
public sealed record KafkaDryRunReport
{
    /// <summary>The brokers to begin with.</summary>
    public required string Bootstrap { get; init; }

    /// <summary>Number of brokers; 0 when topics are not looked at.</summary>
    public required int Brokers { get; init; }

    /// <summary>The topics of the stream, the progress topic last; empty when topics are not looked at.</summary>
    public required IReadOnlyList<KafkaTopicReport> Topics { get; init; }

    /// <summary>Name of the progress topic, which is also the transactional id.</summary>
    public required string ProgressTopic { get; init; }

    /// <summary>The last commit that was found, or null.</summary>
    public required StreamProgress? Progress { get; init; }

    /// <summary>What would be written otherwise than before, where that has been accepted; or null.</summary>
    public required string? AcceptedChanges { get; init; }

    /// <summary>What the producer would be made with, by name; secrets are not shown.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> ProducerSettings { get; init; }

    /// <summary>The kind of the first problem; null when the stream could start.</summary>
    public required ChainSyncError? Error { get; init; }

    /// <summary>Everything that keeps the stream from starting, each in a sentence.</summary>
    public required IReadOnlyList<string> Problems { get; init; }
}
