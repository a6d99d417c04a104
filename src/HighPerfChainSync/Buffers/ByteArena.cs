using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace HighPerfChainSync.Buffers;

/// <summary>The growing, contiguous memory for a block's variable-length data: input, log data, bloom filters, storage keys.</summary>
/// <remarks>
/// Records refer to it by <see cref="ArenaRange"/>, so growing never invalidates them; spans are valid until the next reservation.
/// Owner: the block whose records refer to it; returned by: that block, with its records; thread: the block's owner.
/// </remarks>
public sealed class ByteArena
{
    private byte[] _bytes = [];

    /// <summary>Bytes in use.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes held, used or not.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>Reserves the next <paramref name="length"/> bytes, uninitialised, and returns where they lie.</summary>
    /// <exception cref="InvalidOperationException">The block's data would exceed 2 GiB.</exception>
    public ArenaRange Reserve(int length, out Span<byte> span)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > _bytes.Length - Length) Grow(length);
        var range = new ArenaRange(Length, length);
        span = _bytes.AsSpan(Length, length);
        Length += length;
        return range;
    }

    /// <summary>Copies bytes to the end and returns where they lie.</summary>
    public ArenaRange Append(ReadOnlySpan<byte> bytes)
    {
        ArenaRange range = Reserve(bytes.Length, out Span<byte> span);
        bytes.CopyTo(span);
        return range;
    }

    /// <summary>Gives back what lies behind <paramref name="length"/>: the end of a reservation that was not filled, or of a failed decode.</summary>
    public void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        Length = length;
    }

    /// <summary>The bytes of a range, viewed in place until the next reservation.</summary>
    public Span<byte> GetSpan(ArenaRange range) => _bytes.AsSpan(0, Length).Slice(range.Offset, range.Length);

    /// <summary>Drops all bytes; memory above <paramref name="keepBytes"/> is given up.</summary>
    public void Clear(int keepBytes)
    {
        Length = 0;
        if (_bytes.Length <= keepBytes) return;
        PooledMemory.Add(-_bytes.Length);
        _bytes = [];
    }

    internal void Poison(byte value) => _bytes.AsSpan().Fill(value);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int length)
    {
        long needed = (long)Length + length;
        if (needed > Array.MaxLength) ThrowTooLarge(needed);
        // A power of two, whatever the steps were: else two that hold the same could lie on either side of what is kept when they are cleared.
        long capacity = Math.Min(Array.MaxLength, (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(needed, 16 * 1024)));
        byte[] larger = GC.AllocateUninitializedArray<byte>((int)capacity);
        _bytes.AsSpan(0, Length).CopyTo(larger);
        PooledMemory.Add(capacity - _bytes.Length);
        _bytes = larger;
    }

    [DoesNotReturn]
    private static void ThrowTooLarge(long needed) =>
        throw new InvalidOperationException($"The variable-length data of one block needs {needed} bytes; {Array.MaxLength} is the limit.");
}
