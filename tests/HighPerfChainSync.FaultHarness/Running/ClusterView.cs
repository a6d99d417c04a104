using Confluent.Kafka;
using HighPerfChainSync.FaultHarness.Auditing;

namespace HighPerfChainSync.FaultHarness.Running;

/// <summary>Which node does what.</summary>
internal sealed class ClusterView(string bootstrap, int transactionPartitions)
{
    private const string TransactionTopic = "__transaction_state";

    private static readonly TimeSpan s_call = TimeSpan.FromSeconds(10);

    /// <summary>The node that leads a topic's only partition.</summary>
    public Task<int> LeaderOfAsync(string topic, CancellationToken cancellationToken) =>
        Task.Run(() => Leader(topic, 0), cancellationToken);

    /// <summary>The node that coordinates a producer's transactions: the leader of the partition that the id's Java hash code falls on.</summary>
    public Task<int> CoordinatorOfAsync(string transactionalId, CancellationToken cancellationToken)
    {
        int hash = 0;
        foreach (char c in transactionalId) hash = unchecked((31 * hash) + c);
        return Task.Run(() => Leader(TransactionTopic, (hash & int.MaxValue) % transactionPartitions), cancellationToken);
    }

    private int Leader(string topic, int partition)
    {
        using IAdminClient admin = Consumers.Admin(bootstrap);
        PartitionMetadata found = admin.GetMetadata(topic, s_call).Topics[0].Partitions.Find(p => p.PartitionId == partition)
            ?? throw new HarnessException($"Topic {topic} has no partition {partition}.");
        return found.Leader > 0 ? found.Leader : throw new HarnessException($"Partition {partition} of topic {topic} has no leader.");
    }
}
