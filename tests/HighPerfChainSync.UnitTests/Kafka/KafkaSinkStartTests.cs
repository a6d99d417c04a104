using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>What a sink makes of what it finds, before the first record.</summary>
public sealed class KafkaSinkStartTests
{
    private static readonly KafkaSinkOptions s_options = new() { BootstrapServers = "fake:9092" };
    private static readonly StreamDescription s_stream = EncodedBlocks.Stream("c", first: 5);

    private readonly FakeCluster _cluster = new();

    [Fact]
    public async Task Does_not_begin_in_topics_that_somebody_has_written_to()
    {
        _cluster.UsedTopic = "c_logs";
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => OpenAsync(s_options));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains("'c_logs' has been written to, but topic 'c_progress' has no progress", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("commit", _cluster.Calls);
        Assert.Null(_cluster.Progress);
    }

    /// <summary>A topic that was deleted is made anew by the checks: the records that were in it would be missing for ever.</summary>
    [Fact]
    public async Task Does_not_go_on_into_a_topic_that_has_been_deleted()
    {
        _cluster.Progress = Found() with { Counts = [1, 2, 3, 0] };
        _cluster.EmptyTopic = "c_token_transfers";
        Assert.NotNull(await OpenAsync(s_options));
        _cluster.Progress = Found() with { Counts = [1, 2, 3, 0] };
        _cluster.EmptyTopic = "c_logs";
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => OpenAsync(s_options));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains("'c_logs' is new and empty", error.Message, StringComparison.Ordinal);
        Assert.Contains("counts 3 records", error.Message, StringComparison.Ordinal);
        Assert.NotNull(await OpenAsync(s_options with { AcceptChanges = true }));
    }

    [Fact]
    public async Task Begins_there_when_told_to_and_where_no_claim_precedes_the_records()
    {
        _cluster.UsedTopic = "c_logs";
        Assert.Null(await OpenAsync(s_options with { AcceptChanges = true }));
        Assert.Equal(5UL, _cluster.Progress!.First);
        _cluster.Progress = null;
        Assert.Null(await OpenAsync(s_options with { Delivery = KafkaDelivery.AtLeastOnce }));
    }

    [Fact]
    public async Task Claims_a_stream_with_the_changes_that_were_accepted()
    {
        _cluster.Progress = Found();
        KafkaSinkOptions changed = s_options with { TopicTemplate = "one_{chain}", Timestamps = KafkaTimestamps.Ingest };
        await Assert.ThrowsAsync<ChainSyncException>(() => OpenAsync(changed));
        Assert.Equal("before", _cluster.Progress.Instance);

        Assert.Equal(7UL, (await OpenAsync(changed with { AcceptChanges = true }))!.Number);
        Assert.NotEqual("before", _cluster.Progress.Instance);
        Assert.Equal(["one_c"], _cluster.Progress.Topics);
        Assert.Equal([8UL], _cluster.Progress.CountedFrom);
        Assert.Equal(KafkaTimestamps.Ingest, _cluster.Progress.Timestamps);
        // They are the stream's settings now.
        Assert.Equal(7UL, (await OpenAsync(changed))!.Number);
    }

    [Fact]
    public async Task Asks_for_the_first_block_where_the_node_has_no_genesis()
    {
        _cluster.Progress = Found();
        Assert.Null((await OpenAsync(s_options))!.Anchor);
        StreamProgress? progress = await OpenAsync(s_options, s_stream with { Identity = s_stream.Identity with { GenesisHash = null } });
        Assert.Equal(new StreamProgress(5, EncodedBlocks.HashOf(5)), progress!.Anchor);
    }

    private static ProgressRecord Found() => ProgressRecord.Begin(s_stream, new TopicPlan(s_options, s_stream), "before") with
    {
        Last = new StreamProgress(7, EncodedBlocks.HashOf(7)),
        FirstHash = EncodedBlocks.HashOf(5),
    };

    private async Task<StreamProgress?> OpenAsync(KafkaSinkOptions options, StreamDescription? stream = null)
    {
        await using var sink = new KafkaSink(options, _cluster, NullLogger.Instance, new HurriedTime());
        return await sink.OpenAsync(stream ?? s_stream, TestContext.Current.CancellationToken);
    }
}
