using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Kafka.Checking;

/// <summary>What a check of a stream's topics reads, and how much it checks.</summary>
public sealed record TopicCheckOptions
{
    /// <summary>Brokers to begin with, <c>host:port</c>, comma-separated.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Any librdkafka property, security included.</summary>
    public IEnumerable<KeyValuePair<string, string>> Config { get; init; } = [];

    /// <summary>The chain; null takes the only stream that there is.</summary>
    public string? Chain { get; init; }

    /// <summary>How the streams name their progress topics, as in <see cref="KafkaSinkOptions.ProgressTopicTemplate"/>. The progress names the others.</summary>
    public string ProgressTopicTemplate { get; init; } = new KafkaSinkOptions().ProgressTopicTemplate;

    /// <summary>First block to check; null is the first that all topics have.</summary>
    public ulong? From { get; init; }

    /// <summary>Last block to check, inclusive; null is the last of the progress.</summary>
    public ulong? To { get; init; }

    /// <summary>Name of the chain's profile, or a file that holds one; null chooses by chain id.</summary>
    public string? Profile { get; init; }

    /// <summary>How much is recomputed.</summary>
    public VerificationLevel Level { get; init; } = VerificationLevel.Roots;

    /// <summary>Checks whose failing is counted as one that could not be made.</summary>
    public CheckSet SkippedChecks { get; init; }

    /// <summary>Faults that are kept for the report; all are counted.</summary>
    public int MaxFaults { get; init; } = 20;

    /// <summary>How long a broker that gives nothing is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
