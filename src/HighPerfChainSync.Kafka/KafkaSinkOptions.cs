using System.Collections.ObjectModel;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka;

/// <summary>How a stream is written to Kafka.</summary>
public sealed record KafkaSinkOptions
{
    /// <summary>Brokers to begin with, <c>host:port</c>, comma-separated. Taken from <see cref="Embedded"/> when that is set.</summary>
    public string BootstrapServers { get; init; } = "";

    /// <summary>
    /// Names of the data topics: <c>{chain}</c>, <c>{entity}</c> (<c>token_transfer</c>) and <c>{entities}</c> (<c>token_transfers</c>) are replaced.
    /// Without an entity, all records of a block share one topic and one total order.
    /// </summary>
    public string TopicTemplate { get; init; } = "{chain}_{entities}";

    /// <summary>Name of the progress topic, which is also the transactional id: <c>{chain}</c> is replaced.</summary>
    public string ProgressTopicTemplate { get; init; } = "{chain}_progress";

    /// <summary>What a crash may do to the records.</summary>
    public KafkaDelivery Delivery { get; init; } = KafkaDelivery.ExactlyOnce;

    /// <summary>What the timestamp of a data record says.</summary>
    public KafkaTimestamps Timestamps { get; init; } = KafkaTimestamps.Block;

    /// <summary>Any librdkafka property; those on which the promises rest are refused.</summary>
    public IReadOnlyDictionary<string, string> Config { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary><c>none</c>, <c>gzip</c>, <c>snappy</c>, <c>lz4</c> or <c>zstd</c>.</summary>
    public string Compression { get; init; } = "lz4";

    /// <summary>How much goes into one transaction: the limits of one commit.</summary>
    public SinkLimits Limits { get; init; } = new(50, 24L << 20, TimeSpan.FromSeconds(1));

    /// <summary>Replicas of topics that are created; null is 3, or the number of brokers when that is less.</summary>
    public short? ReplicationFactor { get; init; }

    /// <summary>Largest record batch, bytes: <c>max.message.bytes</c> of topics that are created, <c>message.max.bytes</c> of the producer.</summary>
    public int MaxMessageBytes { get; init; } = 16 << 20;

    /// <summary>Neither creates topics nor checks them: for a user without the rights to, who vouches for them.</summary>
    public bool SkipProvisioning { get; init; }

    /// <summary>How long a start waits for brokers before it gives up.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An in-process cluster to write to; topics are created through it, because it has no admin API.</summary>
    public EmbeddedKafka? Embedded { get; init; }

    /// <summary>The topic that the records of an entity go to.</summary>
    /// <exception cref="Diagnostics.ChainSyncException">The template does not make a topic name.</exception>
    public string TopicOf(string chain, Entity entity) => TopicNames.Data(TopicTemplate, chain, entity);

    /// <summary>The topic that progress goes to.</summary>
    /// <exception cref="Diagnostics.ChainSyncException">The template does not make a topic name.</exception>
    public string ProgressTopicOf(string chain) => TopicNames.Progress(ProgressTopicTemplate, chain);

    internal string Bootstrap => Embedded?.BootstrapServers ?? BootstrapServers;
}
