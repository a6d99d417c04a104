namespace HighPerfChainSync.Kafka.Native;

/// <summary>A pointer and a length, as in the <c>mem</c> member of <c>rd_kafka_vu_t</c>.</summary>
internal unsafe struct NativeBytes
{
    public byte* Pointer;
    public nuint Length;
}
