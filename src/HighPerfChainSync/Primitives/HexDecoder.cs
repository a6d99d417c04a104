using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HighPerfChainSync.Primitives;

/// <summary>Hexadecimal digits to bytes and numbers, without a prefix.</summary>
/// <remarks>
/// Vectors of 32 or 16 digits where the machine has them; the end of a text is read again together with digits before it,
/// so only texts shorter than one vector are read digit by digit.
/// </remarks>
internal static class HexDecoder
{
    /// <summary>From position n on, 16 bytes of which the last n are all ones.</summary>
    private static ReadOnlySpan<byte> LastBytes =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    ];

    /// <summary>Decodes pairs of digits into exactly the destination's length.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> digits, Span<byte> destination)
    {
        if (digits.Length != 2 * (long)destination.Length) return false;
        ref byte source = ref MemoryMarshal.GetReference(digits);
        ref byte target = ref MemoryMarshal.GetReference(destination);
        if (Vector256.IsHardwareAccelerated && destination.Length >= 16)
            return TryDecode256(ref source, ref target, destination.Length);
        if (Vector128.IsHardwareAccelerated && destination.Length >= 8)
            return TryDecode128(ref source, ref target, destination.Length);
        return TryDecodeScalar(digits, destination);
    }

    /// <summary>Reads 1 to 16 digits as a number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> digits, out ulong value)
    {
        int length = digits.Length;
        if (!Vector128.IsHardwareAccelerated || length < 8) return TryParseScalar(digits, out value);

        // The first and the last eight digits: where they overlap they give the same bits.
        ref byte source = ref MemoryMarshal.GetReference(digits);
        Vector128<byte> text = Vector128.Create(
            Unsafe.ReadUnaligned<ulong>(ref source),
            Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, length - 8))).AsByte();
        Vector128<byte> invalid = Vector128<byte>.Zero;
        Vector128<ushort> bytes = Join(Nibbles(text, ref invalid));
        ulong packed = Vector128.Narrow(bytes, bytes).AsUInt64().ToScalar();
        if (BitConverter.IsLittleEndian) packed = BinaryPrimitives.ReverseEndianness(packed);
        bool ok = invalid.ExtractMostSignificantBits() == 0;
        value = ok ? ((packed >> 32) << (4 * (length - 8))) | (uint)packed : 0;
        return ok;
    }

    /// <summary>Decodes 64 digits to 32 bytes.</summary>
    /// <param name="source">64 readable bytes.</param>
    /// <param name="target">32 writable bytes.</param>
    public static bool TryDecodeWord(ref byte source, ref byte target)
    {
        if (!Avx2.IsSupported) return TryDecode(MemoryMarshal.CreateReadOnlySpan(ref source, 64), MemoryMarshal.CreateSpan(ref target, 32));
        Vector256<byte> invalid = Vector256<byte>.Zero;
        Vector256<short> first = Join(Nibbles(Vector256.LoadUnsafe(ref source), ref invalid)).AsInt16();
        Vector256<short> second = Join(Nibbles(Vector256.LoadUnsafe(ref source, 32), ref invalid)).AsInt16();
        // Packing works within halves: the middle quarters change places.
        Avx2.Permute4x64(Avx2.PackUnsignedSaturate(first, second).AsUInt64(), 0b11_01_10_00).AsByte().StoreUnsafe(ref target);
        return invalid.ExtractMostSignificantBits() == 0;
    }

    /// <summary>Reads 1 to 16 digits as a number, whatever their count at the same cost.</summary>
    /// <param name="end">The byte behind the last digit; the 16 bytes before it are readable.</param>
    /// <param name="count">Number of digits.</param>
    /// <param name="value">The number; 0 when a digit is none.</param>
    public static bool TryParseBefore(ref byte end, int count, out ulong value)
    {
        Vector128<byte> text = Vector128.LoadUnsafe(ref Unsafe.Subtract(ref end, Vector128<byte>.Count));
        Vector128<byte> isDigit = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(LastBytes), (nuint)count);
        text = Vector128.ConditionalSelect(isDigit, text, Vector128.Create((byte)'0'));
        Vector128<byte> invalid = Vector128<byte>.Zero;
        Vector128<ushort> bytes = Join(Nibbles(text, ref invalid));
        ulong packed = Vector128.Narrow(bytes, bytes).AsUInt64().ToScalar();
        if (BitConverter.IsLittleEndian) packed = BinaryPrimitives.ReverseEndianness(packed);
        bool ok = invalid.ExtractMostSignificantBits() == 0;
        value = ok ? packed : 0;
        return ok;
    }

    /// <summary>The value of a digit, or −1.</summary>
    public static int Nibble(byte digit)
    {
        uint number = (uint)digit - '0';
        if (number <= 9) return (int)number;
        uint letter = ((uint)digit | 0x20) - 'a';
        return letter <= 5 ? (int)letter + 10 : -1;
    }

    /// <summary>Invariant: the source has 2 × length bytes and the target length bytes, and length is at least 16.</summary>
    private static bool TryDecode256(ref byte source, ref byte target, int length)
    {
        Vector256<byte> invalid = Vector256<byte>.Zero;
        int i = 0;
        while (true)
        {
            Vector256<byte> text = Vector256.LoadUnsafe(ref source, (nuint)(2 * i));
            Vector256<ushort> bytes = Join(Nibbles(text, ref invalid));
            Vector128.Narrow(bytes.GetLower(), bytes.GetUpper()).StoreUnsafe(ref target, (nuint)i);
            if (i == length - 16) return invalid.ExtractMostSignificantBits() == 0;
            i = Math.Min(i + 16, length - 16);
        }
    }

    /// <summary>Invariant: the source has 2 × length bytes and the target length bytes, and length is at least 8.</summary>
    private static bool TryDecode128(ref byte source, ref byte target, int length)
    {
        Vector128<byte> invalid = Vector128<byte>.Zero;
        int i = 0;
        while (true)
        {
            Vector128<byte> text = Vector128.LoadUnsafe(ref source, (nuint)(2 * i));
            Vector128<ushort> bytes = Join(Nibbles(text, ref invalid));
            ulong packed = Vector128.Narrow(bytes, bytes).AsUInt64().ToScalar();
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, i), packed);
            if (i == length - 8) return invalid.ExtractMostSignificantBits() == 0;
            i = Math.Min(i + 8, length - 8);
        }
    }

    private static bool TryDecodeScalar(ReadOnlySpan<byte> digits, Span<byte> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            int value = (Nibble(digits[2 * i]) << 4) | Nibble(digits[(2 * i) + 1]);
            if (value < 0) return false;
            destination[i] = (byte)value;
        }

        return true;
    }

    private static bool TryParseScalar(ReadOnlySpan<byte> digits, out ulong value)
    {
        ulong result = 0;
        int invalid = 0;
        foreach (byte digit in digits)
        {
            int nibble = Nibble(digit);
            invalid |= nibble;
            result = (result << 4) | (uint)nibble;
        }

        value = invalid >= 0 ? result : 0;
        return invalid >= 0;
    }

    /// <summary>Values of digits; lanes that are no digit get their highest bit set in <paramref name="invalid"/>.</summary>
    /// <remarks>Both readings, as a number and as a letter, are above 15 where they do not apply, so the smaller one counts.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Nibbles(Vector256<byte> text, ref Vector256<byte> invalid)
    {
        Vector256<byte> number = Vector256.SubtractSaturate(text + Vector256.Create((byte)(0xFF - '9')), Vector256.Create((byte)6)) - Vector256.Create((byte)0xF0);
        Vector256<byte> letter = Vector256.AddSaturate((text & Vector256.Create((byte)0xDF)) - Vector256.Create((byte)'A'), Vector256.Create((byte)10));
        Vector256<byte> value = Vector256.Min(number, letter);
        invalid |= Vector256.AddSaturate(value, Vector256.Create((byte)(127 - 15)));
        return value;
    }

    /// <inheritdoc cref="Nibbles(Vector256{byte}, ref Vector256{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Nibbles(Vector128<byte> text, ref Vector128<byte> invalid)
    {
        Vector128<byte> number = Vector128.SubtractSaturate(text + Vector128.Create((byte)(0xFF - '9')), Vector128.Create((byte)6)) - Vector128.Create((byte)0xF0);
        Vector128<byte> letter = Vector128.AddSaturate((text & Vector128.Create((byte)0xDF)) - Vector128.Create((byte)'A'), Vector128.Create((byte)10));
        Vector128<byte> value = Vector128.Min(number, letter);
        invalid |= Vector128.AddSaturate(value, Vector128.Create((byte)(127 - 15)));
        return value;
    }

    /// <summary>Two values to a byte: the first, in the lower half of a lane, is the higher one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Join(Vector256<byte> nibbles)
    {
        if (Avx2.IsSupported) return Avx2.MultiplyAddAdjacent(nibbles, Vector256.Create((short)0x0110).AsSByte()).AsUInt16();
        Vector256<ushort> pairs = nibbles.AsUInt16();
        return ((pairs << 4) | (pairs >> 8)) & Vector256.Create((ushort)0xFF);
    }

    /// <inheritdoc cref="Join(Vector256{byte})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Join(Vector128<byte> nibbles)
    {
        if (Ssse3.IsSupported) return Ssse3.MultiplyAddAdjacent(nibbles, Vector128.Create((short)0x0110).AsSByte()).AsUInt16();
        Vector128<ushort> pairs = nibbles.AsUInt16();
        return ((pairs << 4) | (pairs >> 8)) & Vector128.Create((ushort)0xFF);
    }
}
