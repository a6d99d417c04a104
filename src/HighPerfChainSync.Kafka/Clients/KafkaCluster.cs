using Confluent.Kafka;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Settling;
using HighPerfChainSync.Kafka.Topics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>A Kafka, real or embedded.</summary>
internal sealed class KafkaCluster : IKafkaCluster, IDisposable
{
    /// <summary>Fetched ahead by a reader in all, KiB, and at least and at most of each partition.</summary>
    private const int ReadAheadKb = 32 << 10;
    private const int MinReadAheadKb = 256;
    private const int MaxReadAheadKbOfPartition = 8 << 10;

    private readonly KafkaSinkOptions _options;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ClientFactory _clients;
    private readonly AdminSession _session;

    /// <exception cref="Diagnostics.ChainSyncException">Options cannot be used; the message names each.</exception>
    public KafkaCluster(KafkaSinkOptions options, ILogger logger, TimeProvider time)
    {
        _options = options;
        _logger = logger;
        _time = time;
        _clients = new ClientFactory(options);
        Events = new ClientEvents(logger, _clients.Secrets);
        _session = new AdminSession(_clients, Events);
    }

    public string Bootstrap => _clients.Bootstrap;

    public ClientEvents Events { get; }

    public int TransactionTimeoutMs => _clients.TransactionTimeoutMs;

    public int? MaxTransactionTimeoutMs { get; private set; }

    public async Task ProvisionAsync(TopicPlan topics, CancellationToken cancellationToken)
    {
        if (_options.Embedded is { } embedded)
        {
            for (int i = 0; i < topics.Names.Length; i++) embedded.CreateTopic(topics.Names[i], topics.PartitionsOf(i));
        }
        else if (!_options.SkipProvisioning)
        {
            var admin = new TopicAdmin(_session, cancellationToken);
            var provisioner = new TopicProvisioner(_options, _clients, admin, Events, _logger, _time);
            await provisioner.RunAsync(topics, cancellationToken).ConfigureAwait(false);
            MaxTransactionTimeoutMs = provisioner.MaxTransactionTimeoutMs;
        }
    }

    public ITransactionalProducer CreateProducer(TopicPlan topics, int transactionTimeoutMs) => _clients.CreateProducer(topics, transactionTimeoutMs, Events);

    public Task<ProgressRecord?> ReadProgressAsync(TopicPlan topics, string stream, ProgressView view, CancellationToken cancellationToken) =>
        new ProgressReader(_clients, _session, Events, _logger, _time).ReadAsync(topics, stream, view, cancellationToken);

    public Task<LeftOpen?> FindLeftOpenAsync(TopicPlan topics, string stream, TimeSpan patience, CancellationToken cancellationToken) =>
        new LeftOpenReader(_clients, _session, Events, patience, _logger, _time).FindAsync(topics, stream, cancellationToken);

    public Task<BlockMark?[][]?> FindShownBlocksAsync(TopicPlan topics, TimeSpan patience, CancellationToken cancellationToken) =>
        new ShownBlocks(_clients, patience, _logger, _time).FindAsync(topics, cancellationToken);

    public IRecordSource CreateSource(int partitions, IsolationLevel isolation) =>
        new ReadingClients(_clients, TimeSpan.MaxValue, _logger, _time).CreateSource(
            Math.Clamp(ReadAheadKb / Math.Max(1, partitions), MinReadAheadKb, MaxReadAheadKbOfPartition), isolation, withHeaders: true);

    public Task<TopicUse> FindUsedTopicsAsync(TopicPlan topics, CancellationToken cancellationToken) =>
        new UsedTopics(_clients, _session, Events).FindAsync(topics, cancellationToken);

    public void Rest() => Dispose();

    public void Dispose() => _session.Dispose();
}
