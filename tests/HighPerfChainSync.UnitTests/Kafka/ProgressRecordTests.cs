using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Verification;

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
        AssertRoundTrip(After(s_begin, 5, 2) with
        {
            Schema = 7,
            Timestamps = KafkaTimestamps.Ingest,
            Layout = new TopicLayout(12, KafkaPartitionBy.BlockRange, 500, KafkaRecordKey.ItemId),
            CountedFrom = [5, 6, 7, ulong.MaxValue],
        });
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
    public void Knows_the_stream_by_its_first_block_and_keeps_that()
    {
        ProgressRecord progress = After(After(s_begin, 5, 3), 8, 3);
        Assert.Null(s_begin.FirstHash);
        Assert.Equal(EncodedBlocks.HashOf(5), progress.FirstHash);
        StreamDescription pruned = s_stream with { Identity = s_stream.Identity with { GenesisHash = null } };
        Assert.Equal(new StreamProgress(5, EncodedBlocks.HashOf(5)), ProgressContinuation.ForStream(progress, pruned)!.Anchor);
        Assert.Null(ProgressContinuation.ForStream(progress, s_stream)!.Anchor);
        Assert.Null(ProgressContinuation.ForStream(s_begin, pruned));
    }

    [Fact]
    public void Says_what_was_checked_and_begins_to_count_anew_at_another_level()
    {
        var odd = new BlockVerification(VerificationLevel.Roots, default, CheckSet.Empty.With(BlockCheck.TransactionsRoot))
        {
            Reasons = new UnverifiableChecks { Profile = CheckSet.Empty.With(BlockCheck.TransactionsRoot) },
            Failed = CheckSet.Empty.With(BlockCheck.GasPrice),
        };
        Assert.Null(s_begin.Verification);
        ProgressRecord progress = After(s_begin, 5, 3, verification: new BlockVerification(VerificationLevel.Roots, default, default));
        progress = After(progress, 8, 2, verification: odd);
        Assert.Equal("roots", progress.Verification!.Level);
        Assert.Equal(5UL, progress.Verification.Since);
        Assert.Equal(5, progress.Verification.Blocks);
        Assert.Equal([new("transactions-root:profile", 2)], progress.Verification.Unverifiable);
        Assert.Equal([new("gas-price", 2)], progress.Verification.Failed);
        AssertRoundTrip(progress);

        progress = After(progress, 10, 1, verification: odd with { Level = VerificationLevel.Structure, Failed = default });
        Assert.Equal("structure", progress.Verification!.Level);
        Assert.Equal(10UL, progress.Verification.Since);
        Assert.Equal(1, progress.Verification.Blocks);
        Assert.Empty(progress.Verification.Failed);
        Assert.Empty(ProgressContinuation.ParameterDifferences(progress, s_begin));
    }

    private static void AssertRoundTrip(ProgressRecord progress)
    {
        ProgressRecord read = ProgressCodec.Read(ProgressCodec.Write(progress), "p");
        Assert.Equal(progress.Topics, read.Topics);
        Assert.Equal(progress.Counts, read.Counts);
        Assert.Equal(progress.Recent, read.Recent);
        Assert.Equal(progress.CountedFrom, read.CountedFrom);
        Assert.Equal(progress, read with { Topics = progress.Topics, Counts = progress.Counts, CountedFrom = progress.CountedFrom, Recent = progress.Recent });
    }

    private static ProgressRecord After(ProgressRecord progress, ulong first, int count, TopicPlan? topics = null, BlockVerification verification = default)
    {
        using var pool = new BlockDataPool();
        var blocks = new List<BlockData>();
        for (int i = 0; i < count; i++) blocks.Add(EncodedBlocks.Make(pool, first + (ulong)i));
        foreach (BlockData block in blocks) block.Verification = verification;
        ProgressRecord after = progress.After(blocks, topics ?? s_topics);
        foreach (BlockData block in blocks) block.Return();
        return after;
    }
}
