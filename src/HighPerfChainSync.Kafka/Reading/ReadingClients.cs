using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Makes the clients of a reader from the same properties as those of a sink.</summary>
internal sealed class ReadingClients
{
    private readonly ClientConfig _config;
    private readonly TimeSpan _startTimeout;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;

    /// <exception cref="Diagnostics.ChainSyncException">A property cannot be used; the message names it.</exception>
    public ReadingClients(
        string bootstrap, IEnumerable<KeyValuePair<string, string>> config, TimeSpan startTimeout, ILogger logger, TimeProvider time)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in config) properties[key] = value;
        _config = new ClientConfig(new KafkaSinkOptions { BootstrapServers = bootstrap, Config = properties });
        _startTimeout = startTimeout;
        _logger = logger;
        _time = time;
        Events = new ClientEvents(logger);
    }

    public string Bootstrap => _config.Bootstrap;

    public ClientEvents Events { get; }

    public TimeSpan StartTimeout => _startTimeout;

    public ILogger Logger => _logger;

    public TimeProvider Time => _time;

    public IAdminClient CreateAdmin() => _config.CreateAdmin(Events);

    /// <param name="readAheadKb">How much of each partition is fetched ahead, KiB; null leaves it to the client.</param>
    public IRecordSource CreateSource(int? readAheadKb = null)
    {
        // Each source hears of its own client's faults alone.
        var events = new ClientEvents(_logger);
        return new ConsumerSource(_config.CreateReader(events, readAheadKb), Bootstrap, events, _startTimeout, _logger, _time);
    }
}
