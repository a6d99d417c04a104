using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Topics;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>What the sink needs of Kafka, so that its recovery can be tested without one.</summary>
internal interface IKafkaCluster
{
    /// <summary>Address, for messages.</summary>
    string Bootstrap { get; }

    /// <summary>What the clients said last.</summary>
    ClientEvents Events { get; }

    /// <summary>Creates and checks topics.</summary>
    Task ProvisionAsync(TopicPlan topics, CancellationToken cancellationToken);

    /// <summary>Makes a producer.</summary>
    ITransactionalProducer CreateProducer(TopicPlan topics);

    /// <summary>Reads the last committed progress of a stream, or null.</summary>
    Task<ProgressRecord?> ReadProgressAsync(TopicPlan topics, string stream, CancellationToken cancellationToken);

    /// <summary>The first data topic that something has been written to, or null.</summary>
    Task<string?> FindUsedTopicAsync(TopicPlan topics, CancellationToken cancellationToken);
}
