using System.Diagnostics;

namespace HighPerfChainSync.Buffers;

/// <summary>A pool of pinned byte arrays of one size, shared by the stages of all streams.</summary>
/// <remarks>
/// Pinned, so that native code may read them while a record is on its way. Slabs above the number kept are left to the collector.
/// Debug builds fill a returned slab with 0xDD. Owner of a rented slab: the caller of <see cref="Rent"/>; returned by: <see cref="Return"/>; thread: any.
/// </remarks>
public sealed class SlabPool
{
    private const byte PoisonByte = 0xDD;

    private readonly Lock _lock = new();
    private readonly byte[]?[] _free;
    private int _count;
    private int _outstanding;
    private int _created;

    /// <summary>Creates a pool.</summary>
    /// <param name="slabSize">Size of a slab, bytes.</param>
    /// <param name="maxKept">Slabs kept for reuse.</param>
    public SlabPool(int slabSize, int maxKept)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slabSize, 1024);
        ArgumentOutOfRangeException.ThrowIfNegative(maxKept);
        SlabSize = slabSize;
        _free = new byte[]?[maxKept];
    }

    /// <summary>
    /// The program's pool, for the nodes' answers and for encoded records alike: what an answer has held is there for the records that were made of it, so
    /// that the two are not at their largest both. Slabs of 64 KiB, so that little of a block's last one stays empty, and of 320 KiB for records above that: a
    /// transaction with 128 KiB of input, the most that nodes pass on, fits one in hexadecimal. 256 MiB and 16 MiB of them are kept, of those that the byte
    /// budgets have ever let be used at once.
    /// </summary>
    public static SlabPool Shared { get; } = new(64 * 1024, 4096) { Larger = new(320 * 1024, 51) };

    /// <summary>Size of a slab, bytes.</summary>
    public int SlabSize { get; }

    /// <summary>Where slabs for what exceeds <see cref="SlabSize"/> come from; null where that gets memory of its own.</summary>
    public SlabPool? Larger { get; init; }

    /// <summary>Slabs rented and not yet returned.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Slabs made since the pool began: the most that were out at once, when all were kept.</summary>
    internal int Created => Volatile.Read(ref _created);

    /// <summary>Hands out a slab; its content is undefined.</summary>
    public byte[] Rent()
    {
        Interlocked.Increment(ref _outstanding);
        lock (_lock)
        {
            if (_count > 0)
            {
                byte[] slab = _free[--_count]!;
                _free[_count] = null;
                return slab;
            }
        }

        Interlocked.Increment(ref _created);
        PooledMemory.Add(SlabSize);
        return GC.AllocateUninitializedArray<byte>(SlabSize, pinned: true);
    }

    /// <summary>The pool whose slabs hold so many bytes: this one, or a larger one.</summary>
    /// <returns>Null when there is none.</returns>
    internal SlabPool? For(int bytes) => bytes <= SlabSize ? this : Larger?.For(bytes);

    /// <summary>The pool whose slabs have this length: this one, or a larger one.</summary>
    /// <returns>Null when none has.</returns>
    internal SlabPool? Of(byte[] slab) => slab.Length == SlabSize ? this : Larger?.Of(slab);

    /// <summary>Takes a slab back. It must not be touched afterwards.</summary>
    public void Return(byte[] slab)
    {
        ArgumentNullException.ThrowIfNull(slab);
        if (slab.Length != SlabSize)
            throw new ArgumentException($"This pool has slabs of {SlabSize} bytes, not {slab.Length}.", nameof(slab));
        Poison(slab);
        Interlocked.Decrement(ref _outstanding);
        lock (_lock)
        {
            if (_count < _free.Length)
            {
                _free[_count++] = slab;
                return;
            }
        }

        PooledMemory.Add(-SlabSize);
    }

    [Conditional("DEBUG")]
    private static void Poison(byte[] slab) => slab.AsSpan().Fill(PoisonByte);
}
