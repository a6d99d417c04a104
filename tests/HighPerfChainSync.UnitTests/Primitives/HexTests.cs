using System.Globalization;
using System.Numerics;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.UnitTests.Primitives;

/// <summary>The vector paths against the framework's own conversions.</summary>
public sealed class HexTests
{
    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 70), 255, 256, 257, 1000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Bytes_go_there_and_back(int length)
    {
        byte[] bytes = Random(length, length);
        byte[] text = new byte[2 + (2 * length) + 1];
        text[^1] = 0xEE;
        Assert.Equal(2 + (2 * length), Hex.Encode(bytes, text));
        Assert.Equal("0x" + Convert.ToHexStringLower(bytes), Ascii(text[..^1]));
        Assert.Equal(0xEE, text[^1]);

        byte[] decoded = new byte[length];
        Assert.True(Hex.TryDecodeFixed(text.AsSpan(..^1), decoded));
        Assert.Equal(bytes, decoded);
        Assert.True(Hex.TryDecodeFixed(Bytes("0X" + Convert.ToHexString(bytes)), decoded));
        Assert.Equal(bytes, decoded);
        Assert.True(Hex.TryDecode(text.AsSpan(..^1), new byte[length + 3], out int written));
        Assert.Equal(length, written);
        if (length > 0)
        {
            Assert.False(Hex.TryDecode(text.AsSpan(..^1), new byte[length - 1], out written));
            Assert.Equal(0, written);
            Assert.False(Hex.TryDecodeFixed(text.AsSpan(..^2), decoded));
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(20)]
    [InlineData(32)]
    public void Every_byte_that_is_no_digit_is_refused_everywhere(int length)
    {
        byte[] text = Bytes("0x" + new string('a', 2 * length));
        byte[] decoded = new byte[length];
        for (int at = 2; at < text.Length; at++)
        {
            for (int c = 0; c < 256; c++)
            {
                text[at] = (byte)c;
                Assert.True(Hex.TryDecodeFixed(text, decoded) == char.IsAsciiHexDigit((char)c), $"{c} at {at}");
            }

            text[at] = (byte)'a';
        }
    }

    [Fact]
    public void A_word_refuses_every_byte_that_is_no_digit()
    {
        byte[] text = Bytes(Convert.ToHexString(Random(32, 1)));
        byte[] decoded = new byte[32];
        Assert.True(HexDecoder.TryDecodeWord(ref text[0], ref decoded[0]));
        Assert.Equal(Random(32, 1), decoded);
        for (int at = 0; at < text.Length; at++)
        {
            byte right = text[at];
            for (int c = 0; c < 256; c++)
            {
                text[at] = (byte)c;
                Assert.True(HexDecoder.TryDecodeWord(ref text[0], ref decoded[0]) == char.IsAsciiHexDigit((char)c), $"{c} at {at}");
            }

            text[at] = right;
        }
    }

    [Fact]
    public void A_number_is_read_by_its_end_whatever_stands_before_it()
    {
        var random = new Random(3);
        for (int count = 1; count <= 16; count++)
        {
            ulong number = (ulong)random.NextInt64() >> (64 - (4 * count));
            byte[] text = Bytes(",\"gasUsed\":\"0x" + number.ToString($"x{count}", CultureInfo.InvariantCulture) + "\"");
            int end = text.Length - 1;
            Assert.True(HexDecoder.TryParseBefore(ref text[end], count, out ulong value));
            Assert.Equal(number, value);
            for (int at = end - count; at < end; at++)
            {
                byte right = text[at];
                for (int c = 0; c < 256; c++)
                {
                    text[at] = (byte)c;
                    Assert.True(HexDecoder.TryParseBefore(ref text[end], count, out value) == char.IsAsciiHexDigit((char)c), $"{c} at {at}");
                    if (!char.IsAsciiHexDigit((char)c)) Assert.Equal(0UL, value);
                }

                text[at] = right;
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("x0")]
    [InlineData("1x00")]
    [InlineData("0x0")]
    [InlineData("0x000")]
    [InlineData("00000")]
    public void What_is_no_data_is_refused(string text)
    {
        Assert.False(Hex.TryDecode(Bytes(text), new byte[8], out int written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void Quantities_of_every_length_equal_those_of_the_oracle()
    {
        var random = new Random(7);
        for (int digits = 1; digits <= 70; digits++)
        {
            for (int round = 0; round < 20; round++)
            {
                char[] text = new char[digits];
                for (int i = 0; i < digits; i++)
                    text[i] = digits > 64 && i < digits - 64 ? '0' : "0123456789abcdefABCDEF"[random.Next(22)];
                BigInteger expected = BigInteger.Parse("0" + new string(text), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                byte[] quantity = Bytes("0x" + new string(text));

                Assert.True(Hex.TryParseQuantity(quantity, out UInt256 wide));
                Assert.Equal(expected.ToString(CultureInfo.InvariantCulture), wide.ToString());
                Assert.Equal(expected <= ulong.MaxValue, Hex.TryParseQuantity(quantity, out ulong narrow));
                Assert.Equal(expected <= ulong.MaxValue ? (ulong)expected : 0, narrow);
            }
        }
    }

    [Fact]
    public void A_quantity_with_anything_else_in_it_is_refused_everywhere()
    {
        for (int digits = 1; digits <= 66; digits++)
        {
            for (int at = 0; at < digits; at++)
            {
                foreach (char c in "/:@G`g\0 \u007f")
                {
                    char[] text = new string('0', digits).ToCharArray();
                    text[at] = c;
                    byte[] quantity = Bytes("0x" + new string(text));
                    Assert.False(Hex.TryParseQuantity(quantity, out ulong narrow));
                    Assert.False(Hex.TryParseQuantity(quantity, out UInt256 wide));
                    Assert.Equal(0UL, narrow);
                    Assert.Equal(UInt256.Zero, wide);
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x")]
    [InlineData("12")]
    [InlineData("x1")]
    public void What_is_no_quantity_is_refused(string text)
    {
        Assert.False(Hex.TryParseQuantity(Bytes(text), out ulong _));
        Assert.False(Hex.TryParseQuantity(Bytes(text), out UInt256 _));
    }

    [Fact]
    public void A_destination_that_is_too_short_is_an_error() =>
        Assert.Throws<ArgumentException>(() => Hex.Encode(new byte[20], new byte[41]));

    [Fact]
    public void Texts_of_fixed_length_are_parsed_or_refused()
    {
        string text = "0x" + new string('A', 40);
        Assert.Equal(text.ToLowerInvariant(), Address.Parse(text).ToString());
        Assert.Throws<FormatException>(() => Address.Parse(text + "A"));
        Assert.Throws<FormatException>(() => Hash256.Parse(text));
        Assert.Throws<FormatException>(() => Address.Parse("0x" + new string('é', 40)));
    }

    internal static byte[] Random(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Ascii(byte[] text) => System.Text.Encoding.ASCII.GetString(text);
}
