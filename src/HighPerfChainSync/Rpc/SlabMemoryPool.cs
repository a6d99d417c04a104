using System.Buffers;
using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.Rpc;

/// <summary>Lends the slabs of a <see cref="SlabPool"/> to a pipe. Renting allocates nothing once the pipe has had its largest answer.</summary>
/// <remarks>Owner of a rented memory: the pipe; returned by: the pipe, by disposing it; thread: the pipe's, one at a time.</remarks>
internal sealed class SlabMemoryPool(SlabPool slabs) : MemoryPool<byte>
{
    private readonly Stack<Lease> _free = new();

    /// <inheritdoc/>
    public override int MaxBufferSize => slabs.SlabSize;

    /// <inheritdoc/>
    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, MaxBufferSize);
        Lease lease = _free.TryPop(out Lease? free) ? free : new Lease(this);
        lease.Open(slabs.Rent());
        return lease;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }

    private sealed class Lease(SlabMemoryPool pool) : IMemoryOwner<byte>
    {
        private byte[]? _slab;

        public Memory<byte> Memory => _slab;

        public void Open(byte[] slab) => _slab = slab;

        public void Dispose()
        {
            if (_slab is not byte[] slab) return;
            _slab = null;
            pool.Return(slab, this);
        }
    }

    private void Return(byte[] slab, Lease lease)
    {
        slabs.Return(slab);
        _free.Push(lease);
    }
}
