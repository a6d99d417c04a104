using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HighPerfChainSync.Primitives;

/// <summary>Bytes to lower-case hexadecimal digits, without a prefix.</summary>
/// <remarks>Sixteen or eight bytes at once where the machine has vectors; the end is written again together with bytes before it.</remarks>
internal static class HexEncoder
{
    /// <summary>Writes twice as many digits as there are bytes; the destination must be long enough.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        destination = destination[..(2 * bytes.Length)];
        ref byte source = ref MemoryMarshal.GetReference(bytes);
        ref byte target = ref MemoryMarshal.GetReference(destination);
        if (Vector256.IsHardwareAccelerated && bytes.Length >= 16)
            Encode256(ref source, ref target, bytes.Length);
        else if (Vector128.IsHardwareAccelerated && bytes.Length >= 8)
            Encode128(ref source, ref target, bytes.Length);
        else
            EncodeScalar(bytes, destination);
    }

    /// <summary>Invariant: the source has length bytes and the target 2 × length bytes, and length is at least 16.</summary>
    private static void Encode256(ref byte source, ref byte target, int length)
    {
        int i = 0;
        while (true)
        {
            Vector128<byte> bytes = Vector128.LoadUnsafe(ref source, (nuint)i);
            Vector256<ushort> wide = Avx2.IsSupported
                ? Avx2.ConvertToVector256Int16(bytes).AsUInt16()
                : Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
            Vector256<byte> nibbles = ((wide << 8) | (wide >> 4)).AsByte() & Vector256.Create((byte)0x0F);
            Vector256<byte> letters = Vector256.GreaterThan(nibbles.AsSByte(), Vector256.Create((sbyte)9)).AsByte() & Vector256.Create((byte)('a' - '0' - 10));
            (nibbles + Vector256.Create((byte)'0') + letters).StoreUnsafe(ref target, (nuint)(2 * i));
            if (i == length - 16) return;
            i = Math.Min(i + 16, length - 16);
        }
    }

    /// <summary>Invariant: the source has length bytes and the target 2 × length bytes, and length is at least 8.</summary>
    private static void Encode128(ref byte source, ref byte target, int length)
    {
        int i = 0;
        while (true)
        {
            Vector128<byte> bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, i))).AsByte();
            Vector128<ushort> wide = Vector128.WidenLower(bytes);
            Vector128<byte> nibbles = ((wide << 8) | (wide >> 4)).AsByte() & Vector128.Create((byte)0x0F);
            Vector128<byte> letters = Vector128.GreaterThan(nibbles.AsSByte(), Vector128.Create((sbyte)9)).AsByte() & Vector128.Create((byte)('a' - '0' - 10));
            (nibbles + Vector128.Create((byte)'0') + letters).StoreUnsafe(ref target, (nuint)(2 * i));
            if (i == length - 8) return;
            i = Math.Min(i + 8, length - 8);
        }
    }

    private static void EncodeScalar(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            destination[2 * i] = "0123456789abcdef"u8[bytes[i] >> 4];
            destination[(2 * i) + 1] = "0123456789abcdef"u8[bytes[i] & 15];
        }
    }
}
