using System.Globalization;
using Confluent.Kafka;
using HighPerfChainSync.Kafka.Clients;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Makes the clients of a reader from the same properties as those of a sink.</summary>
internal sealed class ReadingClients
{
    private readonly ClientFactory _clients;
    private readonly TimeSpan _startTimeout;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <exception cref="Diagnostics.ChainSyncException">A property cannot be used; the message names it.</exception>
    public ReadingClients(
        string bootstrap, IEnumerable<KeyValuePair<string, string>> config, TimeSpan startTimeout, ILogger logger, TimeProvider time)
        : this(new ClientFactory(new KafkaSinkOptions { BootstrapServers = bootstrap, Config = config }), startTimeout, logger, time)
    {
    }

    public ReadingClients(ClientFactory clients, TimeSpan startTimeout, ILogger logger, TimeProvider time)
    {
        _clients = clients;
        _startTimeout = startTimeout;
        _logger = logger;
        _time = time;
        Events = new ClientEvents(logger, _clients.Secrets);
    }

    public string Bootstrap => _clients.Bootstrap;

    public ClientEvents Events { get; }

    public TimeSpan StartTimeout => _startTimeout;

    public ILogger Logger => _logger;

    public TimeProvider Time => _time;

    public IAdminClient CreateAdmin() => _clients.CreateAdmin(Events);

    /// <param name="readAheadKb">How much of each partition is fetched ahead, KiB; null leaves it to the client.</param>
    /// <param name="isolation">What it is shown.</param>
    /// <param name="withHeaders">Whether records have their headers.</param>
    public IRecordSource CreateSource(int? readAheadKb = null, IsolationLevel isolation = IsolationLevel.ReadCommitted, bool withHeaders = false) =>
        CreateSource(readAheadKb, isolation, withHeaders, fetchWaitMs: 50);

    /// <summary>
    /// Makes a source that goes from place to place and knows where each partition ends. A fetch at an end is waited for before the next place is asked
    /// for, so it is short.
    /// </summary>
    public IRecordSource CreateSearchSource(IsolationLevel isolation = IsolationLevel.ReadCommitted) => CreateSource(null, isolation, withHeaders: false, fetchWaitMs: 5);

    private ConsumerSource CreateSource(int? readAheadKb, IsolationLevel isolation, bool withHeaders, int fetchWaitMs)
    {
        // Each source hears of its own client's faults alone.
        var events = new ClientEvents(_logger, _clients.Secrets);
        Dictionary<string, string> properties = Properties(readAheadKb, isolation, withHeaders, fetchWaitMs);
        IConsumer<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> consumer = _clients.Build(() =>
            new ConsumerBuilder<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?>(properties)
                .SetKeyDeserializer(new ReusedBytes())
                .SetValueDeserializer(new ReusedBytes())
                .SetErrorHandler((_, error) => events.OnError(error))
                .SetLogHandler((_, message) => events.OnLog(message))
                .Build());
        return new ConsumerSource(consumer, Bootstrap, events, _startTimeout, _logger, _time);
    }

    private Dictionary<string, string> Properties(int? readAheadKb, IsolationLevel isolation, bool withHeaders, int fetchWaitMs)
    {
        Dictionary<string, string> properties = _clients.ConsumerProperties("chainsync-reader", isolation);
        properties.TryAdd("fetch.wait.max.ms", fetchWaitMs.ToString(CultureInfo.InvariantCulture));
        properties.TryAdd("fetch.queue.backoff.ms", "5"); // By default a full queue is looked at once a second, by when it has long been empty.
        properties.TryAdd("dotnet.consumer.consume.result.fields", withHeaders ? "timestamp,topic,headers" : "timestamp,topic");
        if (readAheadKb is { } size) properties.TryAdd("queued.max.messages.kbytes", size.ToString(CultureInfo.InvariantCulture));
        return properties;
    }
}
