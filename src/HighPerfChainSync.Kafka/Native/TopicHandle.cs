using System.Runtime.InteropServices;

namespace HighPerfChainSync.Kafka.Native;

/// <summary>A <c>rd_kafka_topic_t</c>. It holds a reference to its client, which must outlive it.</summary>
internal sealed class TopicHandle : SafeHandle
{
    private readonly ClientHandle _client;

    public TopicHandle(ClientHandle client, string name)
        : base(0, ownsHandle: true)
    {
        _client = client;
        bool added = false;
        client.DangerousAddRef(ref added);
        SetHandle(LibRdKafka.TopicNew(client, name, 0));
        // An invalid handle is never released: the reference is given back here.
        if (IsInvalid) client.DangerousRelease();
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibRdKafka.TopicDestroy(handle);
        _client.DangerousRelease();
        return true;
    }
}
