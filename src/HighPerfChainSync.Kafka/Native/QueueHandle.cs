using System.Runtime.InteropServices;

namespace HighPerfChainSync.Kafka.Native;

/// <summary>The main queue of a client, a <c>rd_kafka_queue_t</c>. It holds a reference to its client, which must outlive it.</summary>
internal sealed class QueueHandle : SafeHandle
{
    private readonly ClientHandle _client;

    public QueueHandle(ClientHandle client)
        : base(0, ownsHandle: true)
    {
        _client = client;
        bool added = false;
        client.DangerousAddRef(ref added);
        SetHandle(LibRdKafka.QueueGetMain(client));
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibRdKafka.QueueDestroy(handle);
        _client.DangerousRelease();
        return true;
    }
}
