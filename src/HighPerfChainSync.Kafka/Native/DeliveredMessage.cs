using System.Runtime.InteropServices;

namespace HighPerfChainSync.Kafka.Native;

/// <summary>A <c>rd_kafka_message_t</c>, as a delivery report shows it. Valid until its event is destroyed.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct DeliveredMessage
{
    public int Error;
    public nint Topic;
    public int Partition;
    public nint Value;
    public nuint ValueLength;
    public nint Key;
    public nuint KeyLength;
    public long Offset;

    /// <summary>The slot that the record was produced from.</summary>
    public nint Opaque;
}
