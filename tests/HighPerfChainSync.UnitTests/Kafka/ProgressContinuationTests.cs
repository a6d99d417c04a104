using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class ProgressContinuationTests
{
    private static readonly StreamDescription s_stream = EncodedBlocks.Stream("c", first: 5);
    private static readonly TopicPlan s_topics = new(new KafkaSinkOptions(), s_stream);
    private static readonly ProgressRecord s_begin = ProgressRecord.Begin(s_stream, s_topics, "me");

    private static readonly ProgressRecord s_found = s_begin with
    {
        Instance = "before",
        Last = new StreamProgress(7, EncodedBlocks.HashOf(7)),
        FirstHash = EncodedBlocks.HashOf(5),
        Counts = [3, 9, 9, 0],
    };

    [Fact]
    public void Takes_over_the_same_stream_with_a_claim_of_its_own()
    {
        ProgressRecord taken = Continue(s_found);
        Assert.Equal("me", taken.Instance);
        Assert.Equal(s_found.Last, taken.Last);
        Assert.Equal(s_found.Counts, taken.Counts);
        // A pruned node has no block 0: that is not another chain.
        Assert.Equal(s_begin.GenesisHash, Continue(s_found with { GenesisHash = null }).GenesisHash);
    }

    [Fact]
    public void May_begin_elsewhere_while_nothing_is_committed()
    {
        ProgressRecord taken = Continue(s_begin with { First = 0, CountedFrom = [0, 0, 0, 0], Instance = "before" });
        Assert.Equal(5UL, taken.First);
        Assert.Equal([5, 5, 5, 5], taken.CountedFrom);
    }

    [Fact]
    public void Lists_all_that_has_changed_at_once()
    {
        ProgressRecord found = s_found with
        {
            Format = "messagepack",
            Schema = 9,
            RecordSchema = RecordSchema.Extended,
            Numbers = NumberForm.String,
            Entities = EntitySet.Block,
            Topics = ["x"],
            Layout = new TopicLayout(12, KafkaPartitionBy.Address, 0, KafkaRecordKey.Address),
            Timestamps = KafkaTimestamps.Ingest,
        };
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Continue(found));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        foreach (string part in (string[])
        [
            "'c_progress'", "format messagepack, but json", "schema version 9, but 1", "schema extended, but plain", "numbers string, but number", "entities block, but block,transaction,log,token_transfer",
            "topics x, but c_blocks,c_transactions", "partitioning 12 partitions by address, key address, but 1 partition, key none",
            "timestamps ingest, but block", "--accept-changes",
        ])
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Accepts_changes_when_told_to_and_counts_new_topics_from_the_next_block()
    {
        ProgressRecord found = s_found with
        {
            Format = "messagepack",
            Entities = EntitySet.Block | EntitySet.Log,
            Topics = ["c_logs", "old", "c_blocks"],
            Counts = [9, 4, 3],
            CountedFrom = [6, 5, 5],
        };
        ProgressRecord taken = ProgressContinuation.Continue(found, s_begin, "c_progress", acceptChanges: true);
        Assert.Equal(s_begin.Topics, taken.Topics);
        Assert.Equal([3, 0, 9, 0], taken.Counts);
        Assert.Equal([5, 8, 6, 8], taken.CountedFrom);
        Assert.Equal("json", taken.Format);
        Assert.Equal(EntitySet.Default, taken.Entities);
        Assert.Equal(found.Last, taken.Last);
        Assert.Equal(5UL, taken.First);
        Assert.Empty(ProgressContinuation.ParameterDifferences(taken, s_begin));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Never_goes_on_with_another_chain(bool acceptChanges)
    {
        AssertOther(s_found with { ChainId = 1, Format = "messagepack" }, "chain id 1, but 31337 is asked for; format messagepack");
        AssertOther(s_found with { GenesisHash = EncodedBlocks.HashOf(9) }, "genesis hash 0x0000000000000009");

        void AssertOther(ProgressRecord found, string expected)
        {
            ChainSyncException error = Assert.Throws<ChainSyncException>(() => ProgressContinuation.Continue(found, s_begin, "c_progress", acceptChanges));
            Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
            Assert.Contains("of another chain", error.Message, StringComparison.Ordinal);
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        }
    }

    private static ProgressRecord Continue(ProgressRecord found) => ProgressContinuation.Continue(found, s_begin, "c_progress", acceptChanges: false);
}
