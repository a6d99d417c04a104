using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Topics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka;

/// <summary>A Kafka, real or embedded.</summary>
internal sealed class KafkaCluster(KafkaSinkOptions options, ILogger logger, TimeProvider time) : IKafkaCluster
{
    private readonly ClientConfig _config = new(options);

    public string Bootstrap => _config.Bootstrap;

    public ClientEvents Events { get; } = new(logger);

    public async Task ProvisionAsync(TopicPlan topics, CancellationToken cancellationToken)
    {
        if (options.Embedded is { } embedded)
        {
            foreach (string name in topics.Names) embedded.CreateTopic(name, 1);
        }
        else if (!options.SkipProvisioning)
        {
            await new TopicProvisioner(options, _config, Events, logger, time).RunAsync(topics, cancellationToken).ConfigureAwait(false);
        }
    }

    public ITransactionalProducer CreateProducer(TopicPlan topics) => _config.CreateProducer(topics, Events);

    public Task<ProgressRecord?> ReadProgressAsync(TopicPlan topics, string stream, CancellationToken cancellationToken) =>
        new ProgressReader(_config, Events, logger, time).ReadAsync(topics, stream, cancellationToken);
}
