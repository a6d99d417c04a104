using System.Runtime.InteropServices;

namespace HighPerfChainSync.Kafka.Native;

/// <summary>A <c>rd_kafka_mock_cluster_t</c>. It holds a reference to its client, which must outlive it, also when both are finalised.</summary>
internal sealed class MockClusterHandle : SafeHandle
{
    private readonly ClientHandle _client;

    /// <summary>Starts a cluster inside a client; check <see cref="IsInvalid"/>.</summary>
    public MockClusterHandle(ClientHandle client, int brokers)
        : base(0, ownsHandle: true)
    {
        _client = client;
        bool added = false;
        client.DangerousAddRef(ref added);
        SetHandle(LibRdKafka.MockClusterNew(client, brokers));
        // An invalid handle is never released: the reference is given back here.
        if (IsInvalid) client.DangerousRelease();
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        LibRdKafka.MockClusterDestroy(handle);
        _client.DangerousRelease();
        return true;
    }
}
