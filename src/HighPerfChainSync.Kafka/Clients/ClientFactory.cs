using System.Globalization;
using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Topics;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>Makes the clients of one sink from its options, and refuses options that would break its promises.</summary>
internal sealed class ClientFactory
{
    /// <summary>librdkafka's default, milliseconds.</summary>
    public const int DefaultTransactionTimeoutMs = 60_000;

    /// <summary>What only a producer knows: other clients would warn about it.</summary>
    private static readonly string[] s_producerOnly =
    [
        "queue.buffering.", "linger.", "batch.", "compression.", "message.timeout.", "delivery.", "transaction.", "retries",
        "message.send.", "partitioner", "sticky.", "request.timeout.", "queuing.", "dotnet.producer.", "enable.gapless.",
    ];

    private readonly KafkaSinkOptions _options;
    private readonly Dictionary<string, string> _config;

    /// <exception cref="ChainSyncException">Options cannot be used; the message names each.</exception>
    public ClientFactory(KafkaSinkOptions options)
    {
        _options = options;
        _config = PropertyChecks.Fold(options.Config);
        Secrets = new Secrets(_config);
        Bootstrap = PropertyChecks.BootstrapOf(options, _config);
        List<KafkaOptionProblem> problems = OptionChecks.Find(options);
        if (problems.Count > 0)
            throw new ChainSyncException(ChainSyncError.Configuration, string.Join(Environment.NewLine, problems.ConvertAll(static problem => problem.Text)));
    }

    /// <summary>The brokers to begin with.</summary>
    public string Bootstrap { get; }

    /// <summary>What no message may repeat.</summary>
    public Secrets Secrets { get; }

    public bool IsTransactional => _options.Delivery == KafkaDelivery.ExactlyOnce;

    /// <summary>Largest batch that the producer makes, unless one record is larger.</summary>
    public int BatchSize => Number("batch.size", 1_000_000);

    /// <summary>Largest batch that the producer sends.</summary>
    public int MaxMessageBytes => Number("message.max.bytes", _options.MaxMessageBytes);

    /// <summary>When the broker aborts an open transaction.</summary>
    public int TransactionTimeoutMs => Number("transaction.timeout.ms", DefaultTransactionTimeoutMs);

    public ITransactionalProducer CreateProducer(TopicPlan topics, int transactionTimeoutMs, ClientEvents events)
    {
        Dictionary<string, string> properties = ProducerProperties(topics);
        if (IsTransactional) properties["transaction.timeout.ms"] = Text(transactionTimeoutMs);
        return new NativeProducer(properties, topics.Names, IsTransactional, events);
    }

    /// <summary>What the producer is made with: our defaults, then the user's, then what the promises rest on.</summary>
    public Dictionary<string, string> ProducerProperties(TopicPlan topics)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["client.id"] = "chainsync",
            ["compression.type"] = _options.Compression,
            ["linger.ms"] = "20",
            ["batch.size"] = Text(1_000_000),
            ["message.max.bytes"] = Text(_options.MaxMessageBytes),
            // One transaction and a block fit; a larger block waits for its own deliveries.
            ["queue.buffering.max.kbytes"] = Text(Math.Max(64 << 10, (int)Math.Min(1 << 20, _options.Limits.MaxBytes >> 9))),
            ["queue.buffering.max.messages"] = Text(1_000_000),
            ["reconnect.backoff.max.ms"] = Text(2_000),
            ["socket.nagle.disable"] = "true",
        };
        if (IsTransactional) properties["transaction.timeout.ms"] = Text(DefaultTransactionTimeoutMs);
        // Without transactions nothing redoes a record in order: it waits in the queue for as long as Kafka is away.
        else properties["message.timeout.ms"] = "0";
        foreach ((string key, string value) in _config)
        {
            if (key is "compression.codec") properties.Remove("compression.type");
            if (key is "queue.buffering.max.ms") properties.Remove("linger.ms");
            properties[key] = value;
        }

        properties["bootstrap.servers"] = Bootstrap;
        properties["enable.idempotence"] = "true";
        properties["acks"] = "all";
        if (IsTransactional) properties["transactional.id"] = topics.ProgressName;
        return properties;
    }

    public IAdminClient CreateAdmin(ClientEvents events) => Build(() => new AdminClientBuilder(CommonProperties())
        .SetErrorHandler((_, error) => events.OnError(error))
        .SetLogHandler((_, message) => events.OnLog(message))
        .Build());

    public IConsumer<string, byte[]> CreateConsumer(ClientEvents events, IsolationLevel isolation)
    {
        Dictionary<string, string> properties = ConsumerProperties("chainsync-progress", isolation);
        properties["fetch.wait.max.ms"] = "10"; // It reads to an end that it knows and then stops: nothing is gained by waiting for more.
        return Build(() => new ConsumerBuilder<string, byte[]>(properties)
            .SetErrorHandler((_, error) => events.OnError(error))
            .SetLogHandler((_, message) => events.OnLog(message))
            .Build());
    }

    /// <exception cref="ChainSyncException">The client refuses a property; the message names it.</exception>
    public T Build<T>(Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // Without the exception itself, which carries what is left out here.
            throw new ChainSyncException(ChainSyncError.Configuration, $"Kafka's client refuses the configuration: {Secrets.RedactAll(exception.Message)}");
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>What a consumer of partitions that are assigned by hand is made with.</summary>
    /// <param name="group">The client asks for a group; nothing is committed in its name.</param>
    /// <param name="isolation">What it is shown.</param>
    public Dictionary<string, string> ConsumerProperties(string group, IsolationLevel isolation)
    {
        Dictionary<string, string> properties = CommonProperties();
        properties["group.id"] = group;
        properties["enable.auto.commit"] = "false";
        properties["enable.auto.offset.store"] = "false";
        properties["enable.partition.eof"] = "true";
        properties["isolation.level"] = isolation == IsolationLevel.ReadCommitted ? "read_committed" : "read_uncommitted";
        properties["auto.offset.reset"] = "earliest";
        return properties;
    }

    /// <summary>The user's properties, those left out that only a producer knows.</summary>
    public Dictionary<string, string> CommonProperties()
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["client.id"] = "chainsync" };
        foreach ((string key, string value) in _config)
        {
            if (!Array.Exists(s_producerOnly, prefix => key.StartsWith(prefix, StringComparison.Ordinal))) properties[key] = value;
        }

        properties["bootstrap.servers"] = Bootstrap;
        return properties;
    }

    private int Number(string key, int otherwise) => PropertyChecks.Number(_config, key, otherwise);
}
