using System.Runtime.InteropServices;

namespace HighPerfChainSync.Kafka.Native;

/// <summary>Keeps a mock cluster alive, also when it is disposed meanwhile.</summary>
internal sealed class MockClusterReference : SafeHandle
{
    private readonly MockClusterHandle _cluster;

    /// <exception cref="ObjectDisposedException">The cluster has been disposed.</exception>
    public MockClusterReference(MockClusterHandle cluster)
        : base(0, ownsHandle: true)
    {
        _cluster = cluster;
        bool added = false;
        cluster.DangerousAddRef(ref added);
        SetHandle(cluster.DangerousGetHandle());
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _cluster.DangerousRelease();
        return true;
    }
}
