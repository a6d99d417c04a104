using HighPerfChainSync.Primitives;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Verification;

public sealed class RlpWriterTests
{
    [Theory]
    [InlineData(0, "80")]
    [InlineData(1, "01")]
    [InlineData(127, "7f")]
    [InlineData(128, "8180")]
    [InlineData(1024, "820400")]
    [InlineData(ulong.MaxValue, "88ffffffffffffffff")]
    public void Numbers(ulong value, string expected)
    {
        var writer = new RlpWriter();
        writer.WriteNumber(value);
        Assert.Equal(expected, ToHex(writer));

        writer.Clear();
        writer.WriteNumber(new UInt256(value));
        Assert.Equal(expected, ToHex(writer));
    }

    [Fact]
    public void WideNumbersHaveNoLeadingZeros()
    {
        var writer = new RlpWriter();
        writer.WriteNumber(new UInt256(0, 1));
        Assert.Equal("89010000000000000000", ToHex(writer));
    }

    [Theory]
    [InlineData("01" + "0000000000000000")]
    [InlineData("80" + "0000000000000001")]
    [InlineData("0123456789abcdef" + "0011223344556677" + "8899aabbccddeeff")]
    [InlineData("ff" + "0000000000000000" + "0000000000000000" + "0000000000000000")]
    [InlineData("ffffffffffffffff" + "ffffffffffffffff" + "ffffffffffffffff" + "ffffffffffffffff")]
    public void WideNumbers(string hex)
    {
        byte[] digits = Convert.FromHexString(hex);
        ReadOnlySpan<byte> shortest = digits.AsSpan().TrimStart((byte)0);
        var writer = new RlpWriter();
        writer.WriteNumber(UInt256.FromBigEndian(digits));
        writer.WriteRaw(0xEE);
        Assert.Equal($"{0x80 + shortest.Length:x2}{Convert.ToHexStringLower(shortest)}ee", ToHex(writer));
    }

    [Theory]
    [InlineData(0, "80")]
    [InlineData(55, "b7")]
    [InlineData(56, "b838")]
    [InlineData(255, "b8ff")]
    [InlineData(256, "b90100")]
    [InlineData(65536, "ba010000")]
    public void StringHeaders(int length, string header)
    {
        byte[] data = new byte[length];
        data.AsSpan().Fill(0xEE);
        var writer = new RlpWriter();
        writer.WriteString(data);
        Assert.Equal(header + Convert.ToHexStringLower(data), ToHex(writer));
        Assert.Equal(RlpWriter.StringSize(length), writer.Length);
    }

    [Fact]
    public void OneByteBelow128StandsForItself()
    {
        var writer = new RlpWriter();
        writer.WriteString([0x00]);
        writer.WriteString([0x7F]);
        writer.WriteString([0x80]);
        Assert.Equal("007f8180", ToHex(writer));
    }

    [Fact]
    public void NestedLists()
    {
        // The set-theoretical representation of three, from the yellow paper's examples.
        var writer = new RlpWriter();
        int outer = writer.BeginList();
        writer.EndList(writer.BeginList());
        int second = writer.BeginList();
        writer.EndList(writer.BeginList());
        writer.EndList(second);
        int third = writer.BeginList();
        writer.EndList(writer.BeginList());
        int inner = writer.BeginList();
        writer.EndList(writer.BeginList());
        writer.EndList(inner);
        writer.EndList(third);
        writer.EndList(outer);
        Assert.Equal("c7c0c1c0c3c0c1c0", ToHex(writer));
    }

    [Theory]
    [InlineData(55, "f7")]
    [InlineData(56, "f838")]
    [InlineData(300, "f9012c")]
    [InlineData(70_000, "fa011170")]
    public void ListHeadersArePutBeforeTheirPayload(int items, string header)
    {
        var writer = new RlpWriter();
        writer.WriteRaw(0x02);
        int list = writer.BeginList();
        for (int i = 0; i < items; i++) writer.WriteNumber(5);
        writer.EndList(list);
        Assert.Equal("02" + header + string.Concat(Enumerable.Repeat("05", items)), ToHex(writer));
        Assert.Equal(1 + RlpWriter.ListSize(items), writer.Length);
    }

    private static string ToHex(RlpWriter writer) => Convert.ToHexStringLower(writer.Written);
}
