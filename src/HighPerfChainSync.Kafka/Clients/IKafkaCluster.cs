using Confluent.Kafka;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
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

    /// <summary>How long a transaction may stay open as configured, milliseconds.</summary>
    int TransactionTimeoutMs { get; }

    /// <summary>How long the brokers let one stay open at most, milliseconds; null when that is not known.</summary>
    int? MaxTransactionTimeoutMs { get; }

    /// <summary>Makes a producer.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="transactionTimeoutMs">How long a transaction of it may stay open, milliseconds.</param>
    ITransactionalProducer CreateProducer(TopicPlan topics, int transactionTimeoutMs);

    /// <summary>Reads the last progress of a stream, or null.</summary>
    Task<ProgressRecord?> ReadProgressAsync(TopicPlan topics, string stream, ProgressView view, CancellationToken cancellationToken);

    /// <summary>Looks for what a transaction has left open in the stream's topics although none of its own is open; null is nothing.</summary>
    /// <param name="topics">The topics.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="patience">How long a partition may give nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<LeftOpen?> FindLeftOpenAsync(TopicPlan topics, string stream, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>The last record that each partition of each data topic shows to consumers, null where it shows none; or null when this user may not read them.</summary>
    Task<BlockMark?[][]?> FindShownBlocksAsync(TopicPlan topics, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>Makes a reader of data topics that waits for Kafka.</summary>
    /// <param name="partitions">How many partitions it reads side by side.</param>
    /// <param name="isolation">What it is shown.</param>
    IRecordSource CreateSource(int partitions, IsolationLevel isolation);

    /// <summary>Which data topics something has been written to.</summary>
    Task<TopicUse> FindUsedTopicsAsync(TopicPlan topics, CancellationToken cancellationToken);

    /// <summary>Nothing is asked for a while: closes the client that asks, which would report by itself whatever happens to the brokers. The next question makes another.</summary>
    void Rest();
}
