using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Records;

public sealed class EntityNamesTests
{
    [Theory]
    [InlineData("block", EntitySet.Block)]
    [InlineData(" log , block ", EntitySet.Block | EntitySet.Log)]
    [InlineData("block,transaction,log,token_transfer", EntitySet.Default)]
    public void Lists_are_read(string text, EntitySet expected) => Assert.Equal(expected, EntityNames.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("blocks")]
    [InlineData("block,Transaction")]
    public void Other_names_are_refused(string text) => Assert.Throws<FormatException>(() => EntityNames.Parse(text));

    [Fact]
    public void The_text_of_a_set_reads_back()
    {
        for (int bits = 1; bits <= (int)EntitySet.Default; bits++)
            Assert.Equal((EntitySet)bits, EntityNames.Parse(((EntitySet)bits).ToText()));
    }

    [Fact]
    public void Each_entity_has_two_names()
    {
        Assert.Equal("token_transfer", Entity.TokenTransfer.Singular());
        Assert.Equal("token_transfers", Entity.TokenTransfer.Plural());
        Assert.True(EntitySet.Default.Contains(Entity.Log));
        Assert.False(EntitySet.Block.Contains(Entity.Log));
    }
}
