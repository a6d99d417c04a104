using System.Diagnostics;
using Confluent.Kafka;
using HighPerfChainSync.FaultHarness.Auditing;

namespace HighPerfChainSync.FaultHarness.Running;

/// <summary>Which node does what.</summary>
internal sealed class ClusterView(string bootstrap, int transactionPartitions)
{
    private const string TransactionTopic = "__transaction_state";

    private static readonly TimeSpan s_call = TimeSpan.FromSeconds(10);

    /// <summary>After a fault a partition may be without a leader until the broker that died counts as dead, and then until an election is over.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(100);

    /// <summary>The node that leads a topic's only partition.</summary>
    public Task<int> LeaderOfAsync(string topic, CancellationToken cancellationToken) =>
        FindLeaderAsync(topic, 0, cancellationToken);

    /// <summary>The node that coordinates a producer's transactions: the leader of the partition that the id's Java hash code falls on.</summary>
    public Task<int> CoordinatorOfAsync(string transactionalId, CancellationToken cancellationToken)
    {
        int hash = 0;
        foreach (char c in transactionalId) hash = unchecked((31 * hash) + c);
        return FindLeaderAsync(TransactionTopic, (hash & int.MaxValue) % transactionPartitions, cancellationToken);
    }

    private async Task<int> FindLeaderAsync(string topic, int partition, CancellationToken cancellationToken)
    {
        using IAdminClient admin = Consumers.Admin(bootstrap);
        var waited = Stopwatch.StartNew();
        while (true)
        {
            int leader = await Task.Run(() => Leader(admin, topic, partition), cancellationToken);
            if (leader > 0) return leader;
            if (waited.Elapsed > s_patience) throw new TimeoutException($"Partition {partition} of topic {topic} has had no leader for {s_patience.TotalSeconds:0} s.");
            await Task.Delay(s_poll, cancellationToken);
        }
    }

    /// <returns>The node's number, from 1; less when there is none, or no broker says so.</returns>
    private static int Leader(IAdminClient admin, string topic, int partition)
    {
        try
        {
            return admin.GetMetadata(topic, s_call).Topics[0].Partitions.Find(p => p.PartitionId == partition)?.Leader ?? -1;
        }
        catch (KafkaException)
        {
            return -1;
        }
    }
}
