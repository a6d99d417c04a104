using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>What every topic of a stream must be like.</summary>
internal static class TopicChecks
{
    private const int ManyBrokers = 3;

    /// <summary>Checks rights and replicas.</summary>
    public static void Check(TopicFinding finding, TopicState topic, int brokers, bool isProgress)
    {
        if (topic.Lacks(AclOperation.Write)) Deny(finding, "write", "Write");
        if (isProgress && topic.Lacks(AclOperation.Read)) Deny(finding, "read", "Read");
        long needed = topic.Limit("min.insync.replicas") ?? 1;
        string inSync = $"has {Counted.Of(topic.Replicas, "replica")} and min.insync.replicas={needed}";
        if (needed > topic.Replicas)
            finding.Refuse($"{inSync}, so nothing can be written to it. Lower min.insync.replicas, or give it more replicas");
        else if (needed > topic.InSync)
            finding.Warn($"{inSync}, but only {topic.InSync} in sync: nothing is committed until more are");
        else if (topic.Replicas >= ManyBrokers && needed < 2)
            finding.Warn($"{inSync}: a commit may be lost with one broker. Set min.insync.replicas=2");
        else if (topic.Replicas == 1 && brokers >= ManyBrokers)
            finding.Warn($"has 1 replica although Kafka has {Counted.Of(brokers, "broker")}: it is lost with one of them. Give it {ManyBrokers}");
        if (topic.Setting("unclean.leader.election.enable") is "true")
            finding.Warn("has unclean.leader.election.enable=true: committed records may be lost when its leader fails. Set it to false");
    }

    /// <summary>Checks that the progress topic does not forget.</summary>
    public static void CheckProgress(TopicFinding finding, TopicState topic)
    {
        if (topic.Partitions != 1)
            finding.Refuse($"has {Counted.Of(topic.Partitions, "partition")}, but progress must be in one. Recreate it with one partition, or choose another progress topic");
        string policy = topic.Setting("cleanup.policy") ?? "delete";
        if (policy != "compact")
            finding.Refuse($"has cleanup.policy={policy}, so the progress would be deleted with time. Set cleanup.policy=compact");
    }

    private static void Deny(TopicFinding finding, string activity, string right) => finding.Problems.Add(new ChainSyncException(
        ChainSyncError.KafkaTopic,
        $"This user may not {activity} topic '{finding.Name}'. Grant it {right} on the topic."));
}
