using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>What Kafka's errors mean to somebody who only reads.</summary>
internal static class ReadFaults
{
    public static ChainSyncException Explain(Error error, string bootstrap, string topic)
    {
        string about = topic.Length == 0 ? "" : $" topic '{topic}'";
        return error.Code == ErrorCode.TopicAuthorizationFailed
            ? new ChainSyncException(
                ChainSyncError.KafkaTopic,
                $"Cannot read{about} at Kafka {bootstrap}: {error.Reason.TrimEnd('.')}. Grant this user Read and Describe on it.")
            : KafkaFaults.Explain(error, bootstrap, "read" + about, topic);
    }
}
