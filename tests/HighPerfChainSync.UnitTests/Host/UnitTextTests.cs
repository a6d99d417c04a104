using HighPerfChainSync.Host.Configuration;

namespace HighPerfChainSync.UnitTests.Host;

public sealed class UnitTextTests
{
    [Theory]
    [InlineData("1048576", 1L << 20)]
    [InlineData("96MB", 96L << 20)]
    [InlineData("96 mb", 96L << 20)]
    [InlineData("2G", 2L << 30)]
    [InlineData("512k", 512L << 10)]
    [InlineData("7B", 7)]
    public void Sizes_are_powers_of_1024(string text, long bytes) => Assert.Equal(bytes, UnitText.ParseSize(text));

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1")]
    [InlineData("1.5MB")]
    [InlineData("9999999999GB")]
    [InlineData("1TB")]
    public void What_is_no_size_is_refused(string text) => Assert.Throws<FormatException>(() => UnitText.ParseSize(text));

    [Theory]
    [InlineData("30", 30_000)]
    [InlineData("30s", 30_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("500ms", 500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    public void Times_have_units(string text, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), UnitText.ParseTime(text));

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5s")]
    [InlineData("25h")]
    [InlineData("1e9s")]
    [InlineData("soon")]
    public void What_is_no_time_is_refused(string text) => Assert.Throws<FormatException>(() => UnitText.ParseTime(text));
}
