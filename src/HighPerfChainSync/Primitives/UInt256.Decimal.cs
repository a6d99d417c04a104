using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace HighPerfChainSync.Primitives;

public readonly partial struct UInt256
{
    /// <summary>Digits of 2^256 − 1.</summary>
    public const int MaxDecimalDigits = 78;

    private const ulong TenTo19 = 10_000_000_000_000_000_000;

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
            || destination.Length - head < (count - 1) * 19)
            return false;
        written = head;
        for (int i = count - 2; i >= 0; i--)
        {
            Utf8Formatter.TryFormat(groups[i], destination[written..], out _, new StandardFormat('D', 19));
            written += 19;
        }

        return true;
    }

    private static ulong DivideByTenTo19(Span<ulong> limbs, int top)
    {
        ulong remainder = 0;
        for (int i = top; i >= 0; i--)
        {
            (UInt128 quotient, UInt128 rest) = UInt128.DivRem(new UInt128(remainder, limbs[i]), TenTo19);
            limbs[i] = (ulong)quotient;
            remainder = (ulong)rest;
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
        Span<ulong> limbs = stackalloc ulong[4];
        limbs.Clear();
        if (text.IsEmpty) throw new FormatException("An empty text is not a decimal number.");
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a decimal number."));
            UInt128 carry = (UInt128)(c - '0');
            for (int i = 0; i < 4; i++)
            {
                carry += (UInt128)limbs[i] * 10;
                limbs[i] = (ulong)carry;
                carry >>= 64;
            }

            if (carry != 0)
                throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is above 2^256 - 1."));
        }

        return new UInt256(limbs[0], limbs[1], limbs[2], limbs[3]);
    }
}
