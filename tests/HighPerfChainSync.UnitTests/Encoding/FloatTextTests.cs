using HighPerfChainSync.Encoding;

namespace HighPerfChainSync.UnitTests.Encoding;

/// <summary>Fractions are laid out as Python lays them out; the expectations are what <c>repr(float(text))</c> prints.</summary>
public sealed class FloatTextTests
{
    [Theory]
    [InlineData("0", "0.0")]
    [InlineData("-0", "-0.0")]
    [InlineData("1", "1.0")]
    [InlineData("1.5", "1.5")]
    [InlineData("0.684", "0.684")]
    [InlineData("0.6840000", "0.684")]
    [InlineData("100", "100.0")]
    [InlineData("123.456", "123.456")]
    [InlineData("-2.25", "-2.25")]
    [InlineData("0.1", "0.1")]
    [InlineData("0.001", "0.001")]
    [InlineData("0.0001", "0.0001")]
    [InlineData("0.00012345", "0.00012345")]
    [InlineData("0.00001", "1e-05")]
    [InlineData("0.000012345", "1.2345e-05")]
    [InlineData("1e-7", "1e-07")]
    [InlineData("123456789012345", "123456789012345.0")]
    [InlineData("1000000000000000", "1000000000000000.0")]
    [InlineData("9999999999999998", "9999999999999998.0")]
    [InlineData("1e16", "1e+16")]
    [InlineData("12345678901234567890", "1.2345678901234567e+19")]
    [InlineData("1e22", "1e+22")]
    [InlineData("1e100", "1e+100")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e+308")]
    [InlineData("0.30000000000000004", "0.30000000000000004")]
    [InlineData("0.3333333333333333", "0.3333333333333333")]
    [InlineData("20.0", "20.0")]
    [InlineData("1020.5", "1020.5")]
    public void IsLaidOutAsPythonDoes(string text, string expected)
    {
        Assert.True(FloatText.TryParse(TextEncoding.ASCII.GetBytes(text), out double value));
        Span<byte> destination = stackalloc byte[FloatText.MaxLength];
        int length = FloatText.Format(value, destination);
        Assert.Equal(expected, TextEncoding.ASCII.GetString(destination[..length]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1,5")]
    [InlineData("1.5x")]
    [InlineData("Infinity")]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("0x1")]
    public void RefusesWhatIsNoFiniteNumber(string text) =>
        Assert.False(FloatText.TryParse(TextEncoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void ReadsBackToTheSameNumber()
    {
        var random = new Random(20);
        byte[] destination = new byte[FloatText.MaxLength];
        for (int i = 0; i < 20_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(value)) continue;
            int length = FloatText.Format(value, destination);
            Assert.True(FloatText.TryParse(destination.AsSpan(0, length), out double back));
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(back));
        }
    }
}
