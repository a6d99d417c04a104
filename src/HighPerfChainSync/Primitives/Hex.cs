using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace HighPerfChainSync.Primitives;

/// <summary>JSON-RPC hexadecimal: <c>DATA</c> (<c>0x</c> and whole bytes) and <c>QUANTITY</c> (<c>0x</c> and a number).</summary>
public static class Hex
{
    /// <summary>Decodes <c>DATA</c> of unknown length, with its <c>0x</c>.</summary>
    /// <returns>False when the text is not DATA or the destination is too short.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, Span<byte> destination, out int written)
    {
        written = 0;
        if (!HasPrefix(utf8)) return false;
        return Convert.FromHexString(utf8[2..], destination, out int consumed, out written) == OperationStatus.Done
            && consumed == utf8.Length - 2;
    }

    /// <summary>Decodes <c>DATA</c> of exactly the destination's length, with its <c>0x</c>.</summary>
    public static bool TryDecodeFixed(ReadOnlySpan<byte> utf8, Span<byte> destination) =>
        utf8.Length == 2 + (2 * destination.Length)
        && TryDecode(utf8, destination, out int written)
        && written == destination.Length;

    /// <summary>Reads a <c>QUANTITY</c> of at most 64 bits. Leading zeros are accepted, since nodes send them.</summary>
    public static bool TryParseQuantity(ReadOnlySpan<byte> utf8, out ulong value)
    {
        bool ok = TryParseQuantity(utf8, out UInt256 wide) && wide.IsUInt64;
        value = ok ? wide.Limb0 : 0;
        return ok;
    }

    /// <summary>Reads a <c>QUANTITY</c> of at most 256 bits. Leading zeros are accepted, since nodes send them.</summary>
    public static bool TryParseQuantity(ReadOnlySpan<byte> utf8, out UInt256 value)
    {
        value = default;
        if (utf8.Length < 3 || !HasPrefix(utf8)) return false;
        ReadOnlySpan<byte> digits = utf8[2..].TrimStart((byte)'0');
        if (digits.Length > 64) return false;

        Span<ulong> limbs = stackalloc ulong[4];
        limbs.Clear();
        for (int i = 0; i < digits.Length; i++)
        {
            int nibble = HexNibble(digits[digits.Length - 1 - i]);
            if (nibble < 0) return false;
            limbs[i >> 4] |= (ulong)nibble << ((i & 15) * 4);
        }

        value = new UInt256(limbs[0], limbs[1], limbs[2], limbs[3]);
        return true;
    }

    /// <summary>Writes <c>0x</c> and lower-case digits; the destination needs 2 + 2 × length bytes.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int Encode(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        destination[0] = (byte)'0';
        destination[1] = (byte)'x';
        if (!Convert.TryToHexStringLower(bytes, destination[2..], out int written))
            ThrowTooShort();
        return written + 2;
    }

    /// <summary><c>0x</c> and lower-case digits, as text for messages.</summary>
    public static string ToText(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>Decodes <c>0x</c> and exactly twice the destination's length in digits.</summary>
    /// <exception cref="FormatException">The text is anything else.</exception>
    public static void ParseFixed(ReadOnlySpan<char> text, Span<byte> destination)
    {
        Span<byte> utf8 = stackalloc byte[2 + (2 * Hash256.Length)];
        if (text.Length != 2 + (2 * destination.Length)
            || text.Length > utf8.Length
            || TextEncoding.UTF8.GetByteCount(text) != text.Length
            || !TryDecodeFixed(utf8[..TextEncoding.UTF8.GetBytes(text, utf8)], destination))
            throw new FormatException($"'{text}' is not 0x and {2 * destination.Length} hexadecimal digits.");
    }

    /// <summary>Decodes pairs of digits without a prefix into exactly the destination's length.</summary>
    internal static bool TryDecodeDigits(ReadOnlySpan<byte> digits, Span<byte> destination) =>
        Convert.FromHexString(digits, destination, out _, out int written) == OperationStatus.Done
        && written == destination.Length;

    internal static bool HasPrefix(ReadOnlySpan<byte> utf8) =>
        utf8.Length >= 2 && utf8[0] == '0' && (utf8[1] | 0x20) == 'x';

    private static int HexNibble(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => c - '0',
        >= (byte)'a' and <= (byte)'f' => c - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => c - 'A' + 10,
        _ => -1,
    };

    [DoesNotReturn]
    private static void ThrowTooShort() =>
        throw new ArgumentException("The destination is too short for the hexadecimal text.");
}
