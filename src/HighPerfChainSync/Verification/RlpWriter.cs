using System.Numerics;
using System.Runtime.CompilerServices;
using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.Verification;

/// <summary>Writes Recursive Length Prefix encodings (yellow paper, appendix B) one behind the other into memory that is kept.</summary>
/// <remarks>
/// A list is opened, filled and closed; its header is put before its payload when it is closed. Allocates only to grow.
/// Owner: who creates it; returned by: nobody, it is plain memory; thread: the owner's.
/// </remarks>
internal sealed partial class RlpWriter
{
    private const byte StringOffset = 0x80;
    private const byte ListOffset = 0xC0;
    private const int LongestShort = 55;

    private byte[] _bytes = [];

    /// <summary>Bytes written.</summary>
    internal int Length { get; private set; }

    /// <summary>What has been written, viewed in place until the next write.</summary>
    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Size in bytes of a string of this length with its header, when it is not one byte below 0x80.</summary>
    internal static int StringSize(int length) => length + HeaderSize(length);

    /// <summary>Size in bytes of a string with its header.</summary>
    internal static int SizeOf(ReadOnlySpan<byte> bytes) => bytes.Length == 1 && bytes[0] < StringOffset ? 1 : StringSize(bytes.Length);

    /// <summary>Size in bytes of a list with this payload, with its header.</summary>
    internal static int ListSize(int payload) => payload + HeaderSize(payload);

    /// <summary>Size in bytes of the header of a string or list of this length.</summary>
    internal static int HeaderSize(int length) =>
        length <= LongestShort ? 1 : 1 + sizeof(int) - (BitOperations.LeadingZeroCount((uint)length) / 8);

    /// <summary>Drops everything.</summary>
    internal void Clear() => Length = 0;

    /// <summary>Drops what lies behind <paramref name="length"/>.</summary>
    internal void Truncate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length, nameof(length));
        Length = length;
    }

    /// <summary>Writes bytes as they are: an encoding made elsewhere, or the type byte of EIP-2718.</summary>
    internal void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Writes one byte as it is.</summary>
    internal void WriteRaw(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    /// <summary>Writes a string of bytes.</summary>
    internal void WriteString(ReadOnlySpan<byte> bytes)
    {
        Span<byte> room = Reserve(checked(1 + sizeof(int) + bytes.Length));
        int header = bytes.Length == 1 && bytes[0] < StringOffset ? 0 : WriteHeader(room, StringOffset, bytes.Length);
        bytes.CopyTo(room[header..]);
        Length += header + bytes.Length;
    }

    /// <summary>Writes again what lies elsewhere in this writer, as it is.</summary>
    internal void CopyRaw(ArenaRange range)
    {
        Reserve(range.Length);
        _bytes.AsSpan(range.Offset, range.Length).CopyTo(_bytes.AsSpan(Length));
        Length += range.Length;
    }

    /// <summary>Writes again what lies elsewhere in this writer, as a string.</summary>
    internal void CopyString(ArenaRange range)
    {
        if (range.Length != 1 || _bytes[range.Offset] >= StringOffset)
            Length += WriteHeader(Reserve(1 + sizeof(int)), StringOffset, range.Length);
        CopyRaw(range);
    }

    /// <summary>Writes the header of a list whose size is known.</summary>
    /// <param name="payload">Bytes of its items.</param>
    internal void WriteListHeader(int payload) => Length += WriteHeader(Reserve(1 + sizeof(int)), ListOffset, payload);

    /// <summary>Leaves room that <see cref="PatchListHeader"/>, <see cref="PatchStringHeader"/> and <see cref="PatchRaw"/> fill from its end.</summary>
    internal void Skip(int length)
    {
        Reserve(length);
        Length += length;
    }

    /// <summary>Puts the header of a list before what lies at <paramref name="position"/>.</summary>
    /// <returns>Where the header begins.</returns>
    internal int PatchListHeader(int position, int payload) => PatchHeader(position, ListOffset, payload);

    /// <summary>Puts the header of a string before what lies at <paramref name="position"/>.</summary>
    /// <returns>Where the header begins.</returns>
    internal int PatchStringHeader(int position, int length) => PatchHeader(position, StringOffset, length);

    /// <summary>Puts bytes before what lies at <paramref name="position"/>.</summary>
    /// <returns>Where they begin.</returns>
    internal int PatchRaw(int position, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(position - bytes.Length));
        return position - bytes.Length;
    }

    /// <summary>Opens a list.</summary>
    /// <returns>What <see cref="EndList"/> needs.</returns>
    internal int BeginList()
    {
        int start = Length;
        WriteRaw(0);
        return start;
    }

    /// <summary>Closes the list that was opened last.</summary>
    /// <param name="start">What <see cref="BeginList"/> returned.</param>
    internal void EndList(int start)
    {
        int payload = Length - start - 1;
        int header = HeaderSize(payload);
        if (header > 1)
        {
            Reserve(header - 1);
            _bytes.AsSpan(start + 1, payload).CopyTo(_bytes.AsSpan(start + header));
            Length += header - 1;
        }

        WriteHeader(_bytes.AsSpan(start), ListOffset, payload);
    }

    private int PatchHeader(int position, byte offset, int length)
    {
        int start = position - HeaderSize(length);
        WriteHeader(_bytes.AsSpan(start), offset, length);
        return start;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteHeader(Span<byte> destination, byte offset, int length)
    {
        if (length > LongestShort) return WriteLongHeader(destination, offset, length);
        destination[0] = (byte)(offset + length);
        return 1;
    }

    private static int WriteLongHeader(Span<byte> destination, byte offset, int length)
    {
        int digits = HeaderSize(length) - 1;
        destination[0] = (byte)(offset + LongestShort + digits);
        for (int i = digits; i > 0; i--)
        {
            destination[i] = (byte)length;
            length >>= 8;
        }

        return 1 + digits;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> Reserve(int length)
    {
        if (length > _bytes.Length - Length) Grow(length);
        return _bytes.AsSpan(Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int length) =>
        Array.Resize(ref _bytes, checked((int)Math.Min(Array.MaxLength, Math.Max((long)Length + length, Math.Max(1024L, 2L * _bytes.Length)))));
}
