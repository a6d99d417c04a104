namespace HighPerfChainSync.Host.Configuration;

/// <summary>How one stream writes to Kafka; null takes the sink's own default.</summary>
internal sealed record KafkaSettings
{
    /// <summary>Brokers, as <c>host:port</c> separated by commas.</summary>
    public required string Bootstrap { get; init; }

    /// <summary>Template of topic names.</summary>
    public string? TopicTemplate { get; init; }

    /// <summary>At least once, without transactions.</summary>
    public bool AtLeastOnce { get; init; }

    /// <summary>Records carry the clock's time instead of the block's.</summary>
    public bool IngestTimestamps { get; init; }

    /// <summary>Properties for librdkafka.</summary>
    public required IReadOnlyDictionary<string, string> Config { get; init; }
}
