using HighPerfChainSync.Pipeline;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>One checked stream of the configuration. Exactly one of <see cref="Kafka"/> and <see cref="Out"/> is there.</summary>
internal sealed record StreamSettings
{
    /// <summary>What out of <see cref="Out"/> means standard output.</summary>
    public const string StandardOutput = "-";

    /// <summary>What out of <see cref="Out"/> means that nothing is written.</summary>
    public const string Nothing = "null";

    /// <summary>Section of the configuration, for messages.</summary>
    public required string Key { get; init; }

    /// <summary>What is read, and how.</summary>
    public required StreamOptions Options { get; init; }

    /// <summary>The Kafka that is written.</summary>
    public KafkaSettings? Kafka { get; init; }

    /// <summary>A directory, <see cref="StandardOutput"/> or <see cref="Nothing"/>.</summary>
    public string? Out { get; init; }

    /// <summary>Whether records go to standard output, where nothing else may.</summary>
    public bool WritesStandardOutput => Out == StandardOutput;
}
