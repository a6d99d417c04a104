namespace HighPerfChainSync.Kafka;

/// <summary>What a crash may do to the records.</summary>
public enum KafkaDelivery
{
    /// <summary>Transactions: a <c>read_committed</c> consumer sees every record once (KIP-98).</summary>
    ExactlyOnce = 0,

    /// <summary>An idempotent producer without transactions: after a crash the blocks since the last progress record come again.</summary>
    AtLeastOnce = 1,
}
