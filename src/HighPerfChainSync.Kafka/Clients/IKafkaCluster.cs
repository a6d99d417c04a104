using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Settling;
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

    /// <summary>Reads the last progress of a stream, or null.</summary>
    Task<ProgressRecord?> ReadProgressAsync(TopicPlan topics, string stream, ProgressView view, CancellationToken cancellationToken);

    /// <summary>Looks for what a transaction has left open in the stream's topics although none of its own is open; null is nothing.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="patience">How long a partition may give nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<LeftOpen?> FindLeftOpenAsync(TopicPlan topics, string stream, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>The highest block of which each data topic shows a record to consumers, null where it shows none; or null when this user may not read them.</summary>
    Task<ulong?[]?> FindShownBlocksAsync(TopicPlan topics, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Which data topics something has been written to.</summary>
    Task<TopicUse> FindUsedTopicsAsync(TopicPlan topics, CancellationToken cancellationToken);
}
