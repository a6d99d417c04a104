namespace HighPerfChainSync.Kafka.Reading;

/// <summary>What a <see cref="TopicReader"/> reads.</summary>
public sealed record TopicReaderOptions
{
    /// <summary>Brokers to begin with, <c>host:port</c>, comma-separated.</summary>
    public required string BootstrapServers { get; init; }

    /// <summary>Topics to read, all their partitions; at least one.</summary>
    public required IReadOnlyList<string> Topics { get; init; }

    /// <summary>Any librdkafka property, security included; <c>isolation.level</c> is always <c>read_committed</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> Config { get; init; } = [];

    /// <summary>Where to begin.</summary>
    public ReadStart Start { get; init; } = ReadStart.Beginning;

    /// <summary>The last block to read, inclusive; null reads on.</summary>
    public ulong? ToBlock { get; init; }

    /// <summary>The largest number of records to read; null is without limit.</summary>
    public long? MaxRecords { get; init; }

    /// <summary>Waits for more at the end of the topics instead of ending there.</summary>
    public bool Follow { get; init; }

    /// <summary>How long a broker that does not answer is waited for at the start.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
