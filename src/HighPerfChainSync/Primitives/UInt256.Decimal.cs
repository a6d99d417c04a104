using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace HighPerfChainSync.Primitives;

public readonly partial struct UInt256
{
    /// <summary>Digits of 2^256 − 1.</summary>
    public const int MaxDecimalDigits = 78;

    private const int GroupDigits = 19;

    private const ulong TenTo19 = 10_000_000_000_000_000_000;

    /// <summary>⌊(2^128 − 1) / 10^19⌋ − 2^64. The divisor has its highest bit set, so it needs no shift.</summary>
    private const ulong TenTo19Reciprocal = 15_581_492_618_384_294_730;

    /// <summary>Writes the value in decimal, without leading zeros, as ASCII.</summary>
    /// <returns>False when <paramref name="destination"/> is too short; <see cref="MaxDecimalDigits"/> is always enough.</returns>
    public bool TryFormat(Span<byte> destination, out int written)
    {
        if (IsUInt64)
            return Utf8Formatter.TryFormat(Limb0, destination, out written);
        return TryFormatWide(destination, out written);
    }

    private bool TryFormatWide(Span<byte> destination, out int written)
    {
        // Groups of 19 digits, least significant first: each is the remainder of a division by 10^19.
        Span<ulong> limbs = [Limb0, Limb1, Limb2, Limb3];
        Span<ulong> groups = stackalloc ulong[5];
        int count = 0;
        int top = 3;
        while (top >= 0)
        {
            while (top >= 0 && limbs[top] == 0) top--;
            if (top < 0) break;
            groups[count++] = DivideByTenTo19(limbs, top);
        }

        written = 0;
        if (!Utf8Formatter.TryFormat(groups[count - 1], destination, out int head)
            || destination.Length - head < (count - 1) * GroupDigits)
            return false;
        written = head;
        for (int i = count - 2; i >= 0; i--)
        {
            Utf8Formatter.TryFormat(groups[i], destination[written..], out _, new StandardFormat('D', GroupDigits));
            written += GroupDigits;
        }

        return true;
    }

    private static ulong DivideByTenTo19(Span<ulong> limbs, int top)
    {
        // Two limbs by one with a reciprocal: Möller and Granlund, "Improved division by invariant integers", algorithm 4.
        ulong remainder = 0;
        for (int i = top; i >= 0; i--)
        {
            ulong limb = limbs[i];
            ulong quotient = Math.BigMul(TenTo19Reciprocal, remainder, out ulong low);
            low += limb;
            quotient += remainder + (low < limb ? 1UL : 0UL) + 1;
            remainder = limb - (quotient * TenTo19);
            if (remainder > low)
            {
                quotient--;
                remainder += TenTo19;
            }

            if (remainder >= TenTo19)
            {
                quotient++;
                remainder -= TenTo19;
            }

            limbs[i] = quotient;
        }

        return remainder;
    }

    /// <summary>Decimal, without leading zeros.</summary>
    public override string ToString()
    {
        Span<byte> digits = stackalloc byte[MaxDecimalDigits];
        TryFormat(digits, out int written);
        return TextEncoding.ASCII.GetString(digits[..written]);
    }

    /// <summary>Reads a decimal number of at most 256 bits.</summary>
    /// <exception cref="FormatException">Not digits alone, or above 2^256 − 1.</exception>
    public static UInt256 ParseDecimal(ReadOnlySpan<char> text)
    {
        Span<byte> digits = stackalloc byte[MaxDecimalDigits];
        ReadOnlySpan<char> significant = text.TrimStart('0');
        if (significant.IsEmpty && !text.IsEmpty) return Zero;
        if (significant.Length > digits.Length
            || !TextEncoding.ASCII.TryGetBytes(significant, digits, out int length)
            || !TryParseDecimal(digits[..length], out UInt256 value))
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a decimal number of at most 256 bits."));
        return value;
    }

    /// <summary>Reads a decimal number of at most 256 bits, ASCII digits alone.</summary>
    public static bool TryParseDecimal(ReadOnlySpan<byte> digits, out UInt256 value)
    {
        value = default;
        if (digits.IsEmpty) return false;
        Span<ulong> limbs = stackalloc ulong[4];
        limbs.Clear();
        foreach (byte digit in digits)
        {
            ulong carry = (ulong)digit - '0';
            if (carry > 9) return false;
            for (int i = 0; i < limbs.Length; i++)
            {
                ulong high = Math.BigMul(limbs[i], 10, out ulong low);
                limbs[i] = low + carry;
                carry = high + (limbs[i] < low ? 1UL : 0UL);
            }

            if (carry != 0) return false;
        }

        value = new UInt256(limbs[0], limbs[1], limbs[2], limbs[3]);
        return true;
    }
}
