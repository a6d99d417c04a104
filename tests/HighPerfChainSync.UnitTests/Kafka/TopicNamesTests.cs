using HighPerfChainSync.Kafka.Topics;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class TopicNamesTests
{
    [Theory]
    [InlineData("{chain}_progress", "ethereum_progress", true)]
    [InlineData("{chain}_progress", "_progress", true)]
    [InlineData("{chain}_progress", "ethereum_progress_2", false)]
    [InlineData("sync.{chain}.state", "sync.bsc.state", true)]
    [InlineData("sync.{chain}.state", "sync.state", false)]
    [InlineData("sync.{chain}.state", "other.bsc.state", false)]
    [InlineData("fixed", "fixed", true)]
    [InlineData("fixed", "fixed_2", false)]
    public void Knows_the_progress_topics_of_a_template(string template, string name, bool isOne) => Assert.Equal(isOne, TopicNames.IsOf(template, name));
}
