using HighPerfChainSync.Chain;

namespace HighPerfChainSync.UnitTests.Chain;

public sealed class EmissionModeTests
{
    [Theory]
    [InlineData("live", EmissionMode.Kind.Live, 0, BlockTag.Latest)]
    [InlineData("safe", EmissionMode.Kind.Safe, 0, BlockTag.Safe)]
    [InlineData("finalized", EmissionMode.Kind.Finalized, 0, BlockTag.Finalized)]
    [InlineData("confirmations=1", EmissionMode.Kind.Confirmations, 1, BlockTag.Latest)]
    [InlineData("confirmations=256", EmissionMode.Kind.Confirmations, 256, BlockTag.Latest)]
    public void What_is_read_is_written_again(string text, EmissionMode.Kind until, int confirmations, BlockTag tag)
    {
        EmissionMode mode = EmissionMode.Parse(text);
        Assert.Equal((until, (ulong)confirmations, tag), (mode.Until, mode.Confirmations, mode.Tag));
        Assert.Equal(text, mode.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Live")]
    [InlineData("latest")]
    [InlineData("confirmations")]
    [InlineData("confirmations=")]
    [InlineData("confirmations=0")]
    [InlineData("confirmations=-1")]
    [InlineData("confirmations= 5")]
    [InlineData("confirmations=99999999999999999999")]
    public void Anything_else_is_refused_with_what_there_is(string text) =>
        Assert.Contains("use live, safe, finalized or confirmations=N", Assert.Throws<FormatException>(() => EmissionMode.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_profile_says_how_deep_finality_is() =>
        Assert.All(ChainProfiles.All, static profile => Assert.InRange(profile.FinalityDepth, 1u, 10_000u));
}
