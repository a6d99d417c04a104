using System.Buffers.Text;
using System.Globalization;

namespace HighPerfChainSync.Encoding;

/// <summary>Fractions as the wire format has them: the shortest digits that read back to the same double, laid out as Python's <c>repr</c> does.</summary>
/// <remarks>
/// Plain from 1e-04 up to below 1e+16 and always with a fraction (<c>0.0</c>, <c>0.684</c>), otherwise with an exponent of at least
/// two digits (<c>1e-05</c>). Allocates nothing.
/// </remarks>
internal static class FloatText
{
    /// <summary>Longest text: sign, 17 digits, point, up to four leading zeros or an exponent.</summary>
    public const int MaxLength = 32;

    private const int LowestPlainExponent = -4;
    private const int HighestPlainExponent = 15;

    /// <summary>Reads a decimal number. False for anything else, and for what JSON cannot say: infinities and not-a-number.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value) =>
        Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length && double.IsFinite(value);

    /// <summary>Writes a finite number; the destination needs <see cref="MaxLength"/> bytes.</summary>
    /// <returns>Bytes written.</returns>
    public static int Format(double value, Span<byte> destination)
    {
        Span<byte> shortest = stackalloc byte[MaxLength];
        value.TryFormat(shortest, out int length, "R", CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[MaxLength];
        int count = Split(shortest[..length], digits, out int exponent);

        int position = 0;
        if (double.IsNegative(value)) destination[position++] = (byte)'-';
        digits = digits[..count];
        return exponent is >= LowestPlainExponent and <= HighestPlainExponent
            ? position + Plain(digits, exponent, destination[position..])
            : position + Scientific(digits, exponent, destination[position..]);
    }

    /// <summary>The significant digits and the power of ten of the first one; zero is one digit 0.</summary>
    private static int Split(ReadOnlySpan<byte> text, Span<byte> digits, out int exponent)
    {
        if (text[0] == '-') text = text[1..];
        int power = 0;
        int mark = text.IndexOf((byte)'E');
        if (mark >= 0)
        {
            power = int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..mark];
        }

        int point = text.IndexOf((byte)'.');
        int whole = point < 0 ? text.Length : point;
        int count = 0;
        int firstDigit = -1;
        for (int i = 0; i < text.Length; i++)
        {
            if (i == point) continue;
            if (firstDigit < 0 && text[i] == '0') continue;
            if (firstDigit < 0) firstDigit = i;
            digits[count++] = text[i];
        }

        if (count == 0)
        {
            digits[0] = (byte)'0';
            exponent = 0;
            return 1;
        }

        exponent = power + (firstDigit < whole ? whole - 1 - firstDigit : whole - firstDigit);
        while (count > 1 && digits[count - 1] == '0') count--;
        return count;
    }

    private static int Plain(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination)
    {
        int position = 0;
        if (exponent < 0)
        {
            "0."u8.CopyTo(destination);
            destination.Slice(2, -exponent - 1).Fill((byte)'0');
            position = 1 - exponent;
            digits.CopyTo(destination[position..]);
            return position + digits.Length;
        }

        for (int i = 0; i <= exponent; i++)
            destination[position++] = i < digits.Length ? digits[i] : (byte)'0';
        destination[position++] = (byte)'.';
        if (digits.Length <= exponent + 1)
        {
            destination[position++] = (byte)'0';
            return position;
        }

        digits[(exponent + 1)..].CopyTo(destination[position..]);
        return position + digits.Length - exponent - 1;
    }

    private static int Scientific(ReadOnlySpan<byte> digits, int exponent, Span<byte> destination)
    {
        int position = 0;
        destination[position++] = digits[0];
        if (digits.Length > 1)
        {
            destination[position++] = (byte)'.';
            digits[1..].CopyTo(destination[position..]);
            position += digits.Length - 1;
        }

        destination[position++] = (byte)'e';
        destination[position++] = exponent < 0 ? (byte)'-' : (byte)'+';
        Utf8Formatter.TryFormat(Math.Abs(exponent), destination[position..], out int written, new('D', 2));
        return position + written;
    }
}
