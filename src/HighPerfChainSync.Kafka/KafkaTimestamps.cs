namespace HighPerfChainSync.Kafka;

/// <summary>What the timestamp of a data record says.</summary>
public enum KafkaTimestamps
{
    /// <summary>The block's time, so that consumers have event time. Topics must then not delete by time.</summary>
    Block = 0,

    /// <summary>The time of writing.</summary>
    Ingest = 1,
}
