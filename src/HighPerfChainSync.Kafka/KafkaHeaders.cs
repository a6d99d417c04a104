namespace HighPerfChainSync.Kafka;

/// <summary>The Kafka headers that data records carry.</summary>
[Flags]
public enum KafkaHeaders
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary><c>chainsync.verification</c>: what was checked of the record's block, for example <c>roots;unverifiable=transactions-root</c>.</summary>
    Verification = 1,
}
