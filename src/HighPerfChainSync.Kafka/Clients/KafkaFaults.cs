using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Producing;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>Turns Kafka's error codes into sentences that say what, where and what to do.</summary>
internal static class KafkaFaults
{
    /// <summary>Whether waiting cannot mend it.</summary>
    public static bool IsPermanent(ErrorCode code) => code is
        ErrorCode.Local_Authentication or ErrorCode.Local_Ssl or ErrorCode.SaslAuthenticationFailed
        or ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or ErrorCode.TransactionalIdAuthorizationFailed
        or ErrorCode.GroupAuthorizationFailed or ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize or ErrorCode.InvalidTimestamp or ErrorCode.InvalidRecord
        or ErrorCode.RecordListTooLarge or ErrorCode.InvalidTransactionTimeout or ErrorCode.UnsupportedForMessageFormat
        or ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedVersion or ErrorCode.PolicyViolation or ErrorCode.InvalidConfig
        or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition;

    /// <summary>Whether a newer producer has the same transactional id, as far as the code tells.</summary>
    public static bool IsFenced(ErrorCode code) =>
        code is ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch;

    /// <summary>The error for a record that Kafka does not take.</summary>
    public static ChainSyncException Explain(DeliveryFailure failure, string bootstrap)
    {
        string record = $"a record of block {failure.Block} ({failure.Bytes} bytes)";
        return failure.Code switch
        {
            ErrorCode.MsgSizeTooLarge or ErrorCode.InvalidMsgSize or ErrorCode.RecordListTooLarge => new ChainSyncException(
                ChainSyncError.KafkaTopic,
                $"Topic '{failure.Topic}' does not take {record}: {failure.Reason}. Nothing of its transaction is visible. "
                + "Raise max.message.bytes of the topic, and MaxMessageBytes (--max-message) when the record is larger than that, and start again."),
            ErrorCode.InvalidTimestamp => new ChainSyncException(
                ChainSyncError.KafkaTopic,
                $"Topic '{failure.Topic}' does not take {record}: {failure.Reason}. Raise message.timestamp.after.max.ms and "
                + "message.timestamp.before.max.ms of the topic, or write with ingest timestamps."),
            _ => Explain(new Error(failure.Code, failure.Reason), bootstrap, $"write {record}", failure.Topic),
        };
    }

    /// <summary>The error for a call that Kafka refused or did not answer.</summary>
    public static ChainSyncException Explain(ProducerResult result, string bootstrap, string activity, string topic) =>
        Explain(new Error(result.Code, result.Reason), bootstrap, activity, topic);

    /// <summary>The error for a call that Kafka refused or did not answer.</summary>
    /// <param name="error">What Kafka or its client says.</param>
    /// <param name="bootstrap">Which Kafka.</param>
    /// <param name="activity">What was to be done: "create topics".</param>
    /// <param name="topic">The topic it was about; the progress topic when none in particular.</param>
    public static ChainSyncException Explain(Error error, string bootstrap, string activity, string topic)
    {
        string what = $"Cannot {activity} at Kafka {bootstrap}: {error.Reason.TrimEnd('.')}.";
        return error.Code switch
        {
            ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed => new ChainSyncException(
                ChainSyncError.KafkaUnavailable, $"{what} Check sasl.mechanism, sasl.username and sasl.password."),
            ErrorCode.Local_Ssl => new ChainSyncException(
                ChainSyncError.KafkaUnavailable, $"{what} Check security.protocol, ssl.ca.location and the name in the broker's certificate."),
            ErrorCode.TopicAuthorizationFailed => new ChainSyncException(
                ChainSyncError.KafkaTopic, $"{what} Grant this user Create, Describe, DescribeConfigs, Read and Write on topic '{topic}', or let somebody who has them create the topics and vouch for them (--skip-provisioning)."),
            ErrorCode.ClusterAuthorizationFailed => new ChainSyncException(
                ChainSyncError.KafkaTopic,
                $"{what} Grant this user Create and IdempotentWrite on the cluster, or create the topics for it (such as '{topic}')."),
            ErrorCode.TransactionalIdAuthorizationFailed => new ChainSyncException(
                ChainSyncError.Sink,
                $"{what} Grant this user Write and Describe on the transactional id '{topic}', or use at-least-once delivery."),
            ErrorCode.InvalidTransactionTimeout => new ChainSyncException(
                ChainSyncError.Configuration, $"{what} Set transaction.timeout.ms to the broker's transaction.max.timeout.ms or less."),
            ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedVersion => new ChainSyncException(
                ChainSyncError.Sink, $"{what} Brokers without transactions need at-least-once delivery (--delivery)."),
            _ when IsFenced(error.Code) => Fenced(topic, error.Reason),
            _ when IsConnection(error.Code) => new ChainSyncException(
                ChainSyncError.KafkaUnavailable, $"{what} Check that the brokers run, that this address and the addresses they advertise are reachable, "
                + "and that security.protocol is what they expect."),
            _ when IsPermanent(error.Code) => new ChainSyncException(
                ChainSyncError.KafkaTopic, $"{what} Check topic '{topic}'."),
            _ => new ChainSyncException(ChainSyncError.Sink, $"{what} ({error.Code}, topic '{topic}')"),
        };
    }

    /// <summary>The error for an instance that has lost its stream.</summary>
    public static ChainSyncException Fenced(string topic, string detail) => new(
        ChainSyncError.Fenced,
        $"Another instance writes this stream now (transactional id '{topic}': {detail}). This one stops; what it had not committed is not visible.");

    private static bool IsConnection(ErrorCode code) => code is
        ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_Resolve or ErrorCode.Local_TimedOut
        or ErrorCode.Local_MsgTimedOut or ErrorCode.Local_TimedOutQueue or ErrorCode.NetworkException or ErrorCode.BrokerNotAvailable;
}
