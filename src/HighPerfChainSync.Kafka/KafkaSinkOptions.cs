using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka;

/// <summary>How a stream is written to Kafka.</summary>
public sealed record KafkaSinkOptions
{
    /// <summary>
    /// Brokers to begin with, <c>host:port</c>, comma-separated. Taken from <see cref="Embedded"/> when that is set,
    /// else from <c>bootstrap.servers</c> of <see cref="Config"/> when this is empty.
    /// </summary>
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

    /// <summary>Partitions of each data topic, 1 to 10,000. With one, order is total.</summary>
    public int Partitions { get; init; } = 1;

    /// <summary>What decides into which partition a record goes.</summary>
    public KafkaPartitionBy PartitionBy { get; init; } = KafkaPartitionBy.BlockRange;

    /// <summary>Blocks in a range of <see cref="KafkaPartitionBy.BlockRange"/>, 1 or more.</summary>
    public int BlocksPerRange { get; init; } = 1000;

    /// <summary>Key of the data records; null is the field whose hash is the partition, and no key where there is none.</summary>
    public KafkaRecordKey? RecordKey { get; init; }

    /// <summary>Headers of the data records. They cost bytes in each record.</summary>
    public KafkaHeaders Headers { get; init; }

    /// <summary>
    /// Any librdkafka property, or a <c>ProducerConfig</c> of Confluent.Kafka as it is; those on which the promises rest are refused.
    /// Of a property that occurs twice the last value holds.
    /// </summary>
    public IEnumerable<KeyValuePair<string, string>> Config { get; init; } = [];

    /// <summary><c>none</c>, <c>gzip</c>, <c>snappy</c>, <c>lz4</c> or <c>zstd</c>.</summary>
    public string Compression { get; init; } = "lz4";

    /// <summary>How much goes into one transaction: the limits of one commit.</summary>
    public SinkLimits Limits { get; init; } = new(50, 32L << 20, TimeSpan.FromSeconds(1));

    /// <summary>Replicas of topics that are created, 1 or more; null is 3, or the number of brokers when that is less.</summary>
    public short? ReplicationFactor { get; init; }

    /// <summary>Largest record batch, bytes: <c>max.message.bytes</c> of topics that are created, <c>message.max.bytes</c> of the producer.</summary>
    public int MaxMessageBytes { get; init; } = 16 << 20;

    /// <summary>Neither creates topics nor checks them: for a user without the rights to, who vouches for them.</summary>
    public bool SkipProvisioning { get; init; }

    /// <summary>
    /// Goes on with a stream whose parameters (format, schema, numbers, entities, topics, partitioning, timestamps) have changed, from the next block on, and
    /// begins a stream in topics that hold records already. Another chain is refused nevertheless.
    /// </summary>
    public bool AcceptChanges { get; init; }

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

    /// <summary>What cannot be used in these options; empty when all is well.</summary>
    /// <remarks>Nothing is contacted.</remarks>
    public IReadOnlyList<KafkaOptionProblem> FindProblems() => OptionChecks.Find(this);

    internal TopicLayout Layout => TopicLayout.From(this);
}
