using System.Globalization;
using HighPerfChainSync.Encoding;

namespace HighPerfChainSync.UnitTests.Encoding;

public sealed class ItemTimestampTests
{
    [Fact]
    public void AgreesWithTheFrameworkOverAllYears()
    {
        Span<byte> text = stackalloc byte[ItemTimestamp.Length];
        for (ulong seconds = 0; seconds <= ItemTimestamp.MaxUnixSeconds; seconds += 31_415_927)
        {
            Assert.True(ItemTimestamp.TryFormat(seconds, text));
            string expected = DateTimeOffset.FromUnixTimeSeconds((long)seconds)
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            Assert.Equal(expected, TextEncoding.ASCII.GetString(text));
        }
    }

    [Theory]
    [InlineData(253_402_300_800UL)]
    [InlineData(1_700_000_000_000UL)]
    [InlineData(ulong.MaxValue)]
    public void HasNoTextAfterTheYear9999(ulong seconds) =>
        Assert.False(ItemTimestamp.TryFormat(seconds, new byte[ItemTimestamp.Length]));
}
