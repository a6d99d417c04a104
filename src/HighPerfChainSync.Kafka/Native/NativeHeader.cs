namespace HighPerfChainSync.Kafka.Native;

/// <summary>A name, a value and its length, as in the <c>header</c> member of <c>rd_kafka_vu_t</c>. librdkafka copies name and value.</summary>
internal unsafe struct NativeHeader
{
    public byte* Name;
    public byte* Value;
    public nint Length;
}
