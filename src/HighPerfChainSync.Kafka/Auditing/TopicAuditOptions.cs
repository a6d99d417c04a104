namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>What an audit reads.</summary>
public sealed record TopicAuditOptions
{
    /// <summary>Brokers to begin with, <c>host:port</c>, comma-separated.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Topics to audit together; none means those that the progress names.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>The chain whose progress is compared with; null takes the one progress that names these topics, or the only one there is.</summary>
    public string? Chain { get; init; }

    /// <summary>How the streams name their progress topics, as in <see cref="KafkaSinkOptions.ProgressTopicTemplate"/>.</summary>
    public string ProgressTopicTemplate { get; init; } = new KafkaSinkOptions().ProgressTopicTemplate;

    /// <summary>Any librdkafka property, security included.</summary>
    public IEnumerable<KeyValuePair<string, string>> Config { get; init; } = [];

    /// <summary>How long a broker that gives nothing is waited for.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
