using HighPerfChainSync.Kafka.Checking;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Checking;

/// <summary>Reorganisations in the topics: what is taken back counts for nothing, and is taken back whole.</summary>
public sealed class RetractionCheckTests
{
    [Theory]
    [InlineData("json", 1, 1)]
    [InlineData("json", 5, 1)]
    [InlineData("json", 3, 2)]
    [InlineData("messagepack", 1, 1)]
    [InlineData("messagepack", 5, 2)]
    public void ABranchThatIsTakenBackIsNoFault(string format, int depth, int times)
    {
        StoredStream stream = new StoredStream(format: format).Reorganise(depth, times);
        TopicCheckReport report = stream.Check();
        Assert.True(report.IsSound, string.Join('\n', report.Faults));
        Assert.Equal(8, report.Blocks);
        Assert.True(report.Retractions >= depth * times);
        Assert.Equal(stream.Topics.Sum(topic => topic.Count), report.Records + (2 * report.Retractions));
    }

    [Fact]
    public void TheChainMayComeBackToTheFirstBranch()
    {
        // The last blocks, taken back, and there again.
        var stream = new StoredStream();
        for (int i = 0; i < stream.Topics.Length; i++)
        {
            byte[][] branch = [.. stream.RecordsOf(6, (Entity)i), .. stream.RecordsOf(7, (Entity)i)];
            stream.Topics[i].AddRange(branch.Reverse().Select(StoredStream.Retraction));
            stream.Topics[i].AddRange(branch);
        }

        TopicCheckReport report = stream.Check();
        Assert.True(report.IsSound, string.Join('\n', report.Faults));
        Assert.Equal(8, report.Blocks);
    }

    [Theory]
    [InlineData(Entity.Transaction)]
    [InlineData(Entity.Log)]
    public void AHalfRetractionIsFound(Entity entity)
    {
        StoredStream stream = new StoredStream().Reorganise(2);
        List<byte[]> topic = stream.Topics[(int)entity];
        topic.RemoveAt(topic.FindLastIndex(record => TextEncoding.UTF8.GetString(record).Contains("\"removed\":true", StringComparison.Ordinal)));
        AssertRetraction(stream, "are not taken back");
    }

    [Fact]
    public void ARetractionInTheWrongOrderIsFound()
    {
        StoredStream stream = new StoredStream().Reorganise(2);
        List<byte[]> topic = stream.Topics[(int)Entity.Transaction];
        int at = topic.FindIndex(record => TextEncoding.UTF8.GetString(record).Contains("\"removed\":true", StringComparison.Ordinal));
        (topic[at], topic[at + 1]) = (topic[at + 1], topic[at]);
        AssertRetraction(stream, "before the newest");
    }

    [Fact]
    public void ARetractionThatDiffersFromItsRecordIsFound()
    {
        StoredStream stream = new StoredStream().Reorganise(2);
        int at = stream.Topics[1].FindIndex(record => TextEncoding.UTF8.GetString(record).Contains("\"removed\":true", StringComparison.Ordinal));
        stream.Change(Entity.Transaction, at, text => text.Replace("\"gas\":", "\"gas\":1", StringComparison.Ordinal));
        AssertRetraction(stream, "differs from the record");
    }

    [Fact]
    public void ARetractionOfWhatStandsIsFound()
    {
        var stream = new StoredStream();
        List<byte[]> topic = stream.Topics[(int)Entity.Log];
        topic.Insert(2, StoredStream.Retraction(topic[1]));
        AssertRetraction(stream, "the block itself is not taken back");
    }

    private static void AssertRetraction(StoredStream stream, string message)
    {
        TopicCheckReport report = stream.Check();
        Assert.Contains(report.Faults, fault => fault.Check == "retraction" && fault.Message.Contains(message, StringComparison.Ordinal) && fault.Place is not null);
    }
}
