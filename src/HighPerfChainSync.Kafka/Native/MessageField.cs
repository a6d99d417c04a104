using System.Runtime.InteropServices;

namespace HighPerfChainSync.Kafka.Native;

/// <summary>A <c>rd_kafka_vu_t</c>: one field of a record to be produced.</summary>
[StructLayout(LayoutKind.Explicit, Size = 72)]
internal struct MessageField
{
    /// <summary>What it is.</summary>
    [FieldOffset(0)]
    public MessageFieldKind Kind;

    /// <summary>Topic or opaque.</summary>
    [FieldOffset(8)]
    public nint Pointer;

    /// <summary>Partition or flags.</summary>
    [FieldOffset(8)]
    public int Int32;

    /// <summary>Timestamp.</summary>
    [FieldOffset(8)]
    public long Int64;

    /// <summary>Value or key.</summary>
    [FieldOffset(8)]
    public NativeBytes Bytes;

    /// <summary>Header.</summary>
    [FieldOffset(8)]
    public NativeHeader Header;
}
