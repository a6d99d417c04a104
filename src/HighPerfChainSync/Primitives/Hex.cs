using System.Diagnostics.CodeAnalysis;

namespace HighPerfChainSync.Primitives;

/// <summary>JSON-RPC hexadecimal: <c>DATA</c> (<c>0x</c> and whole bytes) and <c>QUANTITY</c> (<c>0x</c> and a number).</summary>
public static class Hex
{
    private const int MaxUInt64Digits = 16;
    private const int MaxUInt256Digits = 64;

    /// <summary>Decodes <c>DATA</c> of unknown length, with its <c>0x</c>.</summary>
    /// <returns>False when the text is not DATA or the destination is too short.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> utf8, Span<byte> destination, out int written)
    {
        written = (utf8.Length - 2) / 2;
        if (HasPrefix(utf8) && written <= destination.Length && HexDecoder.TryDecode(utf8[2..], destination[..written]))
            return true;
        written = 0;
        return false;
    }

    /// <summary>Decodes <c>DATA</c> of exactly the destination's length, with its <c>0x</c>.</summary>
    public static bool TryDecodeFixed(ReadOnlySpan<byte> utf8, Span<byte> destination) =>
        HasPrefix(utf8) && HexDecoder.TryDecode(utf8[2..], destination);

    /// <summary>Reads a <c>QUANTITY</c> of at most 64 bits. Leading zeros are accepted, since nodes send them.</summary>
    public static bool TryParseQuantity(ReadOnlySpan<byte> utf8, out ulong value)
    {
        if (utf8.Length - 2 is > 0 and <= MaxUInt64Digits && HasPrefix(utf8))
            return HexDecoder.TryParse(utf8[2..], out value);
        bool ok = TryParseQuantity(utf8, out UInt256 wide) && wide.IsUInt64;
        value = ok ? wide.Limb0 : 0;
        return ok;
    }

    /// <summary>Reads a <c>QUANTITY</c> of at most 256 bits. Leading zeros are accepted, since nodes send them.</summary>
    public static bool TryParseQuantity(ReadOnlySpan<byte> utf8, out UInt256 value)
    {
        value = default;
        if (utf8.Length < 3 || !HasPrefix(utf8)) return false;
        ReadOnlySpan<byte> digits = utf8[2..];
        if (digits.Length > MaxUInt256Digits) digits = digits.TrimStart((byte)'0');
        if (digits.Length <= MaxUInt64Digits)
        {
            bool ok = HexDecoder.TryParse(digits, out ulong narrow);
            value = narrow;
            return ok;
        }

        if (digits.Length > MaxUInt256Digits) return false;
        bool isRead = TryTakeLimb(ref digits, out ulong limb0) & TryTakeLimb(ref digits, out ulong limb1)
            & TryTakeLimb(ref digits, out ulong limb2) & TryTakeLimb(ref digits, out ulong limb3);
        if (isRead) value = new UInt256(limb0, limb1, limb2, limb3);
        return isRead;
    }

    /// <summary>Writes <c>0x</c> and lower-case digits; the destination needs 2 + 2 × length bytes.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int Encode(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        if (destination.Length < 2 + (2L * bytes.Length)) ThrowTooShort();
        destination[0] = (byte)'0';
        destination[1] = (byte)'x';
        HexEncoder.Encode(bytes, destination[2..]);
        return 2 + (2 * bytes.Length);
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
        HexDecoder.TryDecode(digits, destination);

    internal static bool HasPrefix(ReadOnlySpan<byte> utf8) =>
        utf8.Length >= 2 && utf8[0] == '0' && (utf8[1] | 0x20) == 'x';

    /// <summary>Takes 64 bits from the end; where no digits are left they are 0.</summary>
    private static bool TryTakeLimb(ref ReadOnlySpan<byte> digits, out ulong limb)
    {
        limb = 0;
        if (digits.IsEmpty) return true;
        int length = Math.Min(MaxUInt64Digits, digits.Length);
        bool isRead = HexDecoder.TryParse(digits[^length..], out limb);
        digits = digits[..^length];
        return isRead;
    }

    [DoesNotReturn]
    private static void ThrowTooShort() =>
        throw new ArgumentException("The destination is too short for the hexadecimal text.");
}
