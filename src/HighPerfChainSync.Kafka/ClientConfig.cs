using System.Globalization;
using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Topics;

namespace HighPerfChainSync.Kafka;

/// <summary>Makes the clients of one sink from its options, and refuses options that would break its promises.</summary>
internal sealed class ClientConfig
{
    /// <summary>librdkafka's default, milliseconds.</summary>
    private const int DefaultTransactionTimeoutMs = 60_000;

    /// <summary>Shorter values occur in words.</summary>
    private const int ShortestSecret = 4;

    private static readonly Dictionary<string, string> s_refused = new(StringComparer.OrdinalIgnoreCase)
    {
        ["bootstrap.servers"] = "give the brokers as the address of the sink",
        ["metadata.broker.list"] = "give the brokers as the address of the sink",
        ["transactional.id"] = "it follows from the name of the progress topic, which is what keeps two instances apart",
        ["enable.idempotence"] = "without it a retry may write a record twice or out of order",
        ["acks"] = "a commit must be on all replicas in sync",
        ["request.required.acks"] = "a commit must be on all replicas in sync",
        ["isolation.level"] = "progress must be read committed",
        ["group.id"] = "no consumer group is used",
        ["delivery.report.only.error"] = "the memory of a record is given back when its delivery has been reported",
        ["message.copy.max.bytes"] = "the memory of a record could be read after its delivery has been reported",
        ["log.queue"] = "log lines come with the other events",
        ["dotnet.producer.enable.delivery.reports"] = "errors would be silent",
        ["dotnet.producer.enable.background.poll"] = "a commit would wait for ever",
    };

    /// <summary>What only a producer knows: other clients would warn about it.</summary>
    private static readonly string[] s_producerOnly =
    [
        "queue.buffering.", "linger.", "batch.", "compression.", "message.timeout.", "delivery.", "transaction.", "retries",
        "message.send.", "partitioner", "sticky.", "request.timeout.", "queuing.", "dotnet.producer.", "enable.gapless.",
    ];

    private readonly KafkaSinkOptions _options;

    /// <exception cref="ChainSyncException">An option cannot be used; the message names it.</exception>
    public ClientConfig(KafkaSinkOptions options)
    {
        _options = options;
        if (string.IsNullOrWhiteSpace(options.Bootstrap)) throw Refuse("No Kafka is named: give its brokers as host:port.");
        foreach (string key in options.Config.Keys)
        {
            if (s_refused.TryGetValue(key, out string? reason)) throw Refuse($"The Kafka property '{key}' cannot be set: {reason}.");
        }

        if (options.Limits is not { MaxBlocks: > 0, MaxBytes: > 0 } || options.Limits.MaxDelay <= TimeSpan.Zero)
            throw Refuse("The limits of a transaction (blocks, bytes, delay) must be positive.");
        if (options.MaxMessageBytes is < 1_000_000 or > 1_000_000_000)
            throw Refuse($"MaxMessageBytes is {options.MaxMessageBytes}; it must lie between 1,000,000 and 1,000,000,000.");
        if (options.ReplicationFactor is < 1) throw Refuse("ReplicationFactor must be 1 or more.");
        int timeout = Number("transaction.timeout.ms", DefaultTransactionTimeoutMs);
        if (IsTransactional && options.Limits.MaxDelay.TotalMilliseconds * 2 > timeout)
        {
            throw Refuse(
                $"A transaction may stay open for {options.Limits.MaxDelay.TotalMilliseconds:F0} ms, but Kafka aborts it after {timeout} ms: "
                + "lower the delay to half of transaction.timeout.ms or less.");
        }
    }

    public string Bootstrap => _options.Bootstrap;

    public bool IsTransactional => _options.Delivery == KafkaDelivery.ExactlyOnce;

    /// <summary>Largest batch that the producer makes, unless one record is larger.</summary>
    public int BatchSize => Number("batch.size", 1_000_000);

    /// <summary>Largest batch that the producer sends.</summary>
    public int MaxMessageBytes => Number("message.max.bytes", _options.MaxMessageBytes);

    public ITransactionalProducer CreateProducer(TopicPlan topics, ClientEvents events) =>
        new NativeProducer(ProducerProperties(topics), topics.Names, IsTransactional, events);

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
        foreach ((string key, string value) in _options.Config)
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

    public IConsumer<string, byte[]> CreateConsumer(ClientEvents events)
    {
        Dictionary<string, string> properties = CommonProperties();
        properties["group.id"] = "chainsync-progress"; // The client asks for one; partitions are assigned by hand and nothing is committed.
        properties["enable.auto.commit"] = "false";
        properties["enable.auto.offset.store"] = "false";
        properties["enable.partition.eof"] = "true";
        properties["isolation.level"] = "read_committed";
        properties["auto.offset.reset"] = "earliest";
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
            throw Refuse($"Kafka's client refuses the configuration: {WithoutValues(exception.Message)}");
        }
    }

    /// <summary>librdkafka repeats a value that it cannot use; it may be a secret, so it is left out, and so is the exception that carries it.</summary>
    private string WithoutValues(string message)
    {
        foreach ((_, string value) in _options.Config)
        {
            if (value.Length >= ShortestSecret) message = message.Replace(value, "***", StringComparison.Ordinal);
        }

        return message;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static ChainSyncException Refuse(string message) => new(ChainSyncError.Configuration, message);

    /// <summary>The user's properties, those left out that only a producer knows.</summary>
    public Dictionary<string, string> CommonProperties()
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal) { ["client.id"] = "chainsync" };
        foreach ((string key, string value) in _options.Config)
        {
            if (!Array.Exists(s_producerOnly, prefix => key.StartsWith(prefix, StringComparison.Ordinal))) properties[key] = value;
        }

        properties["bootstrap.servers"] = Bootstrap;
        return properties;
    }

    private int Number(string key, int otherwise)
    {
        if (!_options.Config.TryGetValue(key, out string? text)) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw Refuse($"The Kafka property '{key}' is '{text}', which is not a number.");
    }
}
