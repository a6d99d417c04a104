namespace HighPerfChainSync.Kafka.Native;

/// <summary>A <c>rd_kafka_vtype_t</c>.</summary>
internal enum MessageFieldKind
{
    End = 0,
    TopicName,
    Topic,
    Partition,
    Value,
    Key,
    Opaque,
    Flags,
    Timestamp,
    Header,
}
