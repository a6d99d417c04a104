using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class ProgressRecordTests
{
    private static readonly KafkaSinkOptions s_options = new();
    private static readonly StreamDescription s_stream = EncodedBlocks.Stream("c", first: 5);
    private static readonly TopicPlan s_topics = new(s_options, s_stream);
    private static readonly ProgressRecord s_begin = ProgressRecord.Begin(s_stream, s_topics, "me");

    [Fact]
    public void Comes_back_as_it_was_written()
    {
        AssertRoundTrip(s_begin);
        AssertRoundTrip(s_begin with { GenesisHash = null });
        AssertRoundTrip(After(s_begin, 5, 200));
        AssertRoundTrip(s_begin with { Last = new StreamProgress(ulong.MaxValue, EncodedBlocks.HashOf(1)), ChainId = ulong.MaxValue });
    }

    [Fact]
    public void Keeps_the_newest_hashes_and_counts_records()
    {
        ProgressRecord progress = After(After(s_begin, 5, 100), 105, 100);
        Assert.Equal(new StreamProgress(204, EncodedBlocks.HashOf(204)), progress.Last);
        Assert.Equal(ProgressRecord.MaxRecent, progress.Recent.Length);
        for (int i = 0; i < progress.Recent.Length; i++) Assert.Equal(EncodedBlocks.HashOf(77 + (ulong)i), progress.Recent[i]);
        Assert.Equal([200, 600, 600, 0], progress.Counts);
        Assert.Equal([0, 0, 0, 0], s_begin.Counts);
    }

    [Fact]
    public void Adds_the_counts_of_entities_that_share_a_topic()
    {
        var topics = new TopicPlan(s_options with { TopicTemplate = "one" }, s_stream);
        Assert.Equal([14], After(ProgressRecord.Begin(s_stream, topics, "me"), 0, 2, topics).Counts);
    }

    [Fact]
    public void Takes_over_the_same_stream_with_a_claim_of_its_own()
    {
        ProgressRecord found = After(s_begin, 5, 3) with { Instance = "before" };
        ProgressRecord taken = found.Continue(s_begin, "p");
        Assert.Equal("me", taken.Instance);
        Assert.Equal(7UL, taken.Last!.Number);
        // A pruned node has no block 0: that is not another chain.
        Assert.Equal(s_begin.GenesisHash, (found with { GenesisHash = null }).Continue(s_begin, "p").GenesisHash);
    }

    [Fact]
    public void Refuses_another_stream()
    {
        AssertRefused(s_begin with { ChainId = 1 }, "chain id 1, but 31337");
        AssertRefused(s_begin with { GenesisHash = EncodedBlocks.HashOf(9) }, "genesis hash");
        AssertRefused(s_begin with { Format = "messagepack" }, "format messagepack, but json");
        AssertRefused(s_begin with { Entities = EntitySet.Block }, "entities block, but block,transaction,log,token_transfer");
        AssertRefused(s_begin with { Topics = ["x"] }, "topics x, but c_blocks");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"version\":1}")]
    [InlineData("{\"version\":\"x\"}")]
    [InlineData("[]")]
    public void Refuses_what_is_no_progress(string value)
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => ProgressCodec.Read(TextEncoding.UTF8.GetBytes(value), "c_progress"));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains("'c_progress'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_later_version() => Assert.Contains(
        "version 2",
        Assert.Throws<ChainSyncException>(() => ProgressCodec.Read("{\"version\":2}"u8, "p")).Message,
        StringComparison.Ordinal);

    private static void AssertRefused(ProgressRecord found, string expected)
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => found.Continue(s_begin, "c_progress"));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static void AssertRoundTrip(ProgressRecord progress)
    {
        ProgressRecord read = ProgressCodec.Read(ProgressCodec.Write(progress), "p");
        Assert.Equal(progress.Topics, read.Topics);
        Assert.Equal(progress.Counts, read.Counts);
        Assert.Equal(progress.Recent, read.Recent);
        Assert.Equal(progress, read with { Topics = progress.Topics, Counts = progress.Counts, Recent = progress.Recent });
    }

    private static ProgressRecord After(ProgressRecord progress, ulong first, int count, TopicPlan? topics = null)
    {
        using var pool = new BlockDataPool();
        var blocks = new List<BlockData>();
        for (int i = 0; i < count; i++) blocks.Add(EncodedBlocks.Make(pool, first + (ulong)i));
        ProgressRecord after = progress.After(blocks, topics ?? s_topics);
        foreach (BlockData block in blocks) block.Return();
        return after;
    }
}
