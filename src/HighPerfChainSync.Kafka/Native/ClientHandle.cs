using System.Runtime.InteropServices;

namespace HighPerfChainSync.Kafka.Native;

/// <summary>A <c>rd_kafka_t</c>.</summary>
internal sealed class ClientHandle : SafeHandle
{
    public ClientHandle()
        : base(0, ownsHandle: true)
    {
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibRdKafka.Destroy(handle);
        return true;
    }
}
