using System.Globalization;
using System.Numerics;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.UnitTests.Primitives;

public sealed class UInt256Tests
{
    public static TheoryData<string> Numbers
    {
        get
        {
            var data = new TheoryData<string> { "0", "9", "18446744073709551615", "18446744073709551616", UInt256.MaxValue.ToString() };
            for (int power = 1; power <= 77; power++)
            {
                data.Add(BigInteger.Pow(10, power).ToString(CultureInfo.InvariantCulture));
                data.Add((BigInteger.Pow(10, power) - 1).ToString(CultureInfo.InvariantCulture));
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Decimal_goes_there_and_back(string text)
    {
        UInt256 value = UInt256.ParseDecimal(text);
        Assert.Equal(text, value.ToString());
        Assert.Equal(BigInteger.Parse(text, CultureInfo.InvariantCulture), ToBigInteger(value));
        Assert.Equal(value, UInt256.ParseDecimal("000" + text));
        Assert.True(value.TryFormat(new byte[text.Length], out int written));
        Assert.Equal(text.Length, written);
        Assert.False(value.TryFormat(new byte[text.Length - 1], out _));
    }

    [Fact]
    public void Random_numbers_equal_the_oracle()
    {
        var random = new Random(3);
        Span<byte> bytes = stackalloc byte[UInt256.Length];
        Span<byte> written = stackalloc byte[UInt256.Length];
        for (int i = 0; i < 20_000; i++)
        {
            int length = random.Next(0, UInt256.Length + 1);
            random.NextBytes(bytes[..length]);
            if (i % 3 == 0) bytes[..length].Fill((byte)(random.Next(2) * 0xFF));
            UInt256 value = UInt256.FromBigEndian(bytes[..length]);
            var expected = new BigInteger(bytes[..length], isUnsigned: true, isBigEndian: true);
            Assert.Equal(expected.ToString(CultureInfo.InvariantCulture), value.ToString());
            value.WriteBigEndian(written);
            Assert.Equal(expected, new BigInteger(written, isUnsigned: true, isBigEndian: true));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("0x1")]
    [InlineData("12é")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    [InlineData("9999999999999999999999999999999999999999999999999999999999999999999999999999999")]
    public void What_is_no_number_of_256_bits_is_refused(string text) =>
        Assert.Throws<FormatException>(() => UInt256.ParseDecimal(text));

    [Fact]
    public void Order_is_that_of_the_numbers()
    {
        UInt256[] ascending = [0, 1, ulong.MaxValue, new(0, 1), new(5, 1), new(0, 0, 1), new(0, 0, 0, 1), UInt256.MaxValue];
        for (int i = 0; i < ascending.Length; i++)
        {
            for (int j = 0; j < ascending.Length; j++)
            {
                Assert.Equal(i.CompareTo(j), ascending[i].CompareTo(ascending[j]));
                Assert.Equal(i < j, ascending[i] < ascending[j]);
                Assert.Equal(i >= j, ascending[i] >= ascending[j]);
                Assert.Equal(i == j, ascending[i] == ascending[j]);
            }
        }
    }

    [Fact]
    public void Lengths_are_checked()
    {
        Assert.Throws<ArgumentException>(() => UInt256.FromBigEndian(new byte[33]));
        Assert.Throws<ArgumentException>(() => UInt256.MaxValue.WriteBigEndian(new byte[31]));
        Assert.Throws<ArgumentException>(() => new Hash256(new byte[31]));
        Assert.Throws<ArgumentException>(() => new Address(new byte[21]));
    }

    private static BigInteger ToBigInteger(UInt256 value) =>
        ((BigInteger)value.Limb3 << 192) | ((BigInteger)value.Limb2 << 128) | ((BigInteger)value.Limb1 << 64) | value.Limb0;
}
