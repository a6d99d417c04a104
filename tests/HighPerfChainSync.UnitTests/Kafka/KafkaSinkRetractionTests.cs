using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Settling;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>What a sink makes of a reorganisation: everything that was sent comes again, newest first, and the new branch, or nothing of either.</summary>
public sealed class KafkaSinkRetractionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "json", "{chain}_{entities}")]
    [InlineData(3, "json", "{chain}_{entities}")]
    [InlineData(64, "json", "{chain}_{entities}")]
    [InlineData(3, "json", "{chain}_all")]
    [InlineData(3, "messagepack", "{chain}_{entities}")]
    [InlineData(64, "messagepack", "{chain}_all")]
    public async Task Takes_back_what_it_has_sent(int depth, string format, string template)
    {
        using var stream = new ReorgStream(Options(template), format);
        await stream.OpenAsync();
        await stream.CommitAsync(0, 40);
        await stream.CommitAsync(41, 79);
        ulong ancestor = 79 - (ulong)depth;
        await stream.RetractAsync(ancestor);
        await stream.CommitAsync(ancestor + 1, 80, 'b', 'a');
        Assert.Equal(5 * depth, stream.AssertChain(Chain((ancestor + 1, 'a'), (81, 'b'))));
        await stream.CommitAsync(81, 82, 'b');
        stream.AssertChain(Chain((ancestor + 1, 'a'), (83, 'b')));
    }

    [Fact]
    public async Task Follows_one_reorganisation_after_another_and_back()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 20);
        await stream.RetractAsync(17);
        await stream.CommitAsync(18, 21, 'b', 'a');
        await stream.RetractAsync(15);
        await stream.CommitAsync(16, 22, 'c', 'a');
        await stream.RetractAsync(15);
        await stream.CommitAsync(16, 23, 'a');
        stream.AssertChain(Chain((24, 'a')));
    }

    [Fact]
    public async Task An_instance_that_knows_nothing_takes_back_what_another_has_sent()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 150);
        StreamProgress? progress = await stream.OpenAsync();
        Assert.Equal(128, progress!.Recent.Count);
        Assert.Equal(progress.Hash, progress.Recent[^1]);
        Assert.Equal(BranchBlocks.HashOf(23, 'a'), progress.Recent[0]);
        await stream.RetractAsync(140);
        await stream.CommitAsync(141, 151, 'b', 'a');
        stream.AssertChain(Chain((141, 'a'), (152, 'b')));
        progress = await stream.OpenAsync();
        Assert.Equal(BranchBlocks.HashOf(141, 'b'), progress!.Recent[^11]);
        Assert.Equal(BranchBlocks.HashOf(140, 'a'), progress.Recent[^12]);
    }

    [Fact]
    public async Task Blocks_without_transactions_leave_topics_without_anything_to_take_back()
    {
        using var pool = new BlockDataPool();
        using var stream = new ReorgStream { Blocks = new BranchBlocks(pool) { EmptyEach = 1 } };
        await stream.OpenAsync();
        await stream.CommitAsync(0, 30);
        await stream.RetractAsync(10);
        await stream.CommitAsync(11, 31, 'b', 'a');
        Assert.Equal(20, stream.AssertChain(Chain((11, 'a'), (32, 'b'))));
    }

    [Theory]
    [InlineData(KafkaPartitionBy.BlockRange)]
    [InlineData(KafkaPartitionBy.Address)]
    [InlineData(KafkaPartitionBy.Transaction)]
    public async Task Retractions_go_where_their_records_went(KafkaPartitionBy by)
    {
        using var stream = new ReorgStream(Options() with { Partitions = 3, PartitionBy = by, BlocksPerRange = 4, RecordKey = KafkaRecordKey.ItemId });
        await stream.OpenAsync();
        await stream.CommitAsync(0, 30);
        await stream.RetractAsync(12);
        await stream.CommitAsync(13, 33, 'b', 'a');
        stream.AssertChain(Chain((13, 'a'), (34, 'b')));
        AssertKeysAndTimes(stream, 3);
    }

    [Fact]
    public async Task Holds_a_piece_of_what_it_takes_back_at_a_time()
    {
        using var pool = new BlockDataPool();
        using var stream = new ReorgStream { Blocks = new BranchBlocks(pool) { Padding = 3_000 }, PieceBytes = 40_000 };
        await stream.OpenAsync();
        for (ulong number = 0; number < 200; number++) await stream.CommitAsync(number, number);
        await stream.RetractAsync(9);
        await stream.CommitAsync(10, 10, 'b', 'a');
        Assert.Equal(190 * 5, stream.AssertChain(Chain((10, 'a'), (11, 'b'))));
        Assert.InRange(stream.Cluster.LargestArena, 20_000, 48_000);
        Assert.True(stream.Cluster.Calls.Count(static call => call == "delivered") > 50);
    }

    [Theory]
    [InlineData("produce", nameof(ProducerOutcome.Abort))]
    [InlineData("produce", nameof(ProducerOutcome.Fatal))]
    [InlineData("begin", nameof(ProducerOutcome.Fatal))]
    [InlineData("commit", nameof(ProducerOutcome.Abort))]
    [InlineData("commit", nameof(ProducerOutcome.Fatal))]
    public async Task Takes_back_again_when_the_transaction_fails(string call, string outcome)
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        await stream.RetractAsync(6);
        stream.Cluster.Script(call, Enum.Parse<ProducerOutcome>(outcome), ErrorCode.Local_Fenced);
        await stream.CommitAsync(7, 10, 'b', 'a');
        Assert.Equal(15, stream.AssertChain(Chain((7, 'a'), (11, 'b'))));
        await stream.CommitAsync(11, 11, 'b');
        stream.AssertChain(Chain((7, 'a'), (12, 'b')));
    }

    /// <summary>The commit arrived, its answer did not.</summary>
    [Fact]
    public async Task Takes_back_once_when_the_commit_turns_out_to_have_arrived()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        await stream.RetractAsync(6);
        stream.Cluster.Script("commit", ProducerOutcome.Fatal, ErrorCode.Local_Fenced);
        stream.Cluster.AfterFatal = stream.Cluster.CommitPending;
        await stream.CommitAsync(7, 9, 'b', 'a');
        Assert.Equal(15, stream.AssertChain(Chain((7, 'a'), (10, 'b'))));
    }

    [Fact]
    public async Task Nothing_of_it_is_there_when_it_is_not_committed()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        await stream.RetractAsync(6);
        await stream.WriteAsync(7, 8, 'b', 'a');
        await stream.OpenAsync();
        Assert.Equal(0, stream.AssertChain(Chain((10, 'a'))));
        await stream.RetractAsync(5);
        await stream.CommitAsync(6, 11, 'b', 'a');
        stream.AssertChain(Chain((6, 'a'), (12, 'b')));
    }

    [Fact]
    public async Task Blocks_that_were_let_go_of_are_committed_with_the_rest()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        await stream.RetractAsync(6);
        await stream.WriteAsync(7, 9, 'b', 'a');
        await stream.ReleaseAsync();
        await stream.WriteAsync(10, 12, 'b');
        await stream.ReleaseAsync();
        await stream.Sink.CommitAsync(Cancellation);
        stream.AssertChain(Chain((7, 'a'), (13, 'b')));
        await stream.CommitAsync(13, 13, 'b');
        stream.AssertChain(Chain((7, 'a'), (14, 'b')));
    }

    [Theory]
    [InlineData("commit", nameof(ProducerOutcome.Abort))]
    [InlineData("commit", nameof(ProducerOutcome.Fatal))]
    [InlineData("produce", nameof(ProducerOutcome.Abort))]
    public async Task A_commit_whose_blocks_were_let_go_of_is_lost_when_it_fails(string call, string outcome)
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        await stream.RetractAsync(6);
        await stream.WriteAsync(7, 9, 'b', 'a');
        await stream.ReleaseAsync();
        stream.Cluster.Script(call, Enum.Parse<ProducerOutcome>(outcome), ErrorCode.Local_Fenced);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => stream.CommitAsync(10, 10, 'b'));
        Assert.Equal(ChainSyncError.CommitLost, error.Error);
        Assert.Equal(0, stream.AssertChain(Chain((10, 'a'))));
        await stream.RetractAsync(6);
        await stream.CommitAsync(7, 10, 'c', 'a');
        stream.AssertChain(Chain((7, 'a'), (11, 'c')));
    }

    [Theory]
    [InlineData("delivered", nameof(ProducerOutcome.Abort))]
    [InlineData("produce", nameof(ProducerOutcome.Fatal))]
    public async Task Letting_go_redoes_what_it_still_holds(string call, string outcome)
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        await stream.RetractAsync(6);
        stream.Cluster.Script(call, Enum.Parse<ProducerOutcome>(outcome), ErrorCode.Local_Fenced);
        await stream.WriteAsync(7, 9, 'b', 'a');
        await stream.ReleaseAsync();
        await stream.CommitAsync(10, 10, 'b');
        stream.AssertChain(Chain((7, 'a'), (11, 'b')));
    }

    /// <summary>The chain has left the new branch before its commit.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("abort", nameof(ProducerOutcome.Fatal))]
    [InlineData("produce", nameof(ProducerOutcome.Fatal))]
    [InlineData("produce", nameof(ProducerOutcome.Abort))]
    public async Task What_was_not_committed_is_dropped_on_request(string call, string outcome)
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        Assert.True(await stream.Sink.TryDropAsync(Cancellation));
        await stream.CommitAsync(0, 9);
        await stream.RetractAsync(6);
        Assert.True(await stream.Sink.TryDropAsync(Cancellation));
        await stream.RetractAsync(7);
        await stream.WriteAsync(8, 9, 'b', 'a');
        await stream.ReleaseAsync();
        if (call.Length > 0) stream.Cluster.Script(call, Enum.Parse<ProducerOutcome>(outcome), ErrorCode.Local_Fenced);
        await stream.WriteAsync(10, 10, 'b');
        Assert.True(await stream.Sink.TryDropAsync(Cancellation));
        Assert.Equal(0, stream.AssertChain(Chain((10, 'a'))));
        await stream.RetractAsync(5);
        await stream.CommitAsync(6, 11, 'c', 'a');
        stream.AssertChain(Chain((6, 'a'), (12, 'c')));
    }

    [Fact]
    public async Task Retractions_have_the_headers_of_their_records()
    {
        using var stream = new ReorgStream(Options() with { Headers = KafkaHeaders.Verification, RecordKey = KafkaRecordKey.ItemId });
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        stream.Cluster.HeaderToRead = "roots;unverifiable=block-hash";
        await stream.RetractAsync(8);
        await stream.CommitAsync(9, 9, 'b', 'a');
        Assert.Equal(5, stream.AssertChain(Chain((9, 'a'), (10, 'b'))));
        Assert.Equal(5, stream.Cluster.HeadersWritten.Count(static header => header == "roots;unverifiable=block-hash"));
        Assert.Equal(55, stream.Cluster.HeadersWritten.Count(static header => header == "none"));
    }

    [Fact]
    public async Task What_retention_has_deleted_cannot_be_taken_back()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        stream.Cluster.Log.DeleteBefore(8, topic: "t_blocks");
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => stream.RetractAsync(6).AsTask());
        Assert.Equal(ChainSyncError.Reorg, error.Error);
        Assert.Contains("'t_blocks', partition 0, begins with offset 8", error.Message, StringComparison.Ordinal);
        Assert.Contains("retention.ms=-1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_deleted_before_it_is_read_again_stops_it()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        await stream.RetractAsync(6);
        stream.Cluster.OnSource = static log => log.DeleteBefore(9, topic: "t_blocks");
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => stream.CommitAsync(7, 7, 'b', 'a'));
        Assert.Equal(ChainSyncError.Reorg, error.Error);
        stream.AssertChain(Chain((10, 'a')));
    }

    /// <summary>What lies further back was read by the suffix before; here it is all there is.</summary>
    [Fact]
    public async Task What_somebody_else_wrote_stops_it()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        byte[] earlier = stream.Cluster.Log.ValuesOf(topic: "t_blocks")[4]!;
        stream.Cluster.Log.Add(earlier, topic: "t_blocks");
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => stream.RetractAsync(6).AsTask());
        Assert.Equal(ChainSyncError.Reorg, error.Error);
        Assert.Contains("a record of block 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_is_missing_stops_it()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        stream.Cluster.Log.Remove(8, topic: "t_blocks");
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => stream.RetractAsync(6).AsTask());
        Assert.Equal(ChainSyncError.Reorg, error.Error);
        Assert.Contains("shows 2 of the 3 blocks", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_block_is_not_taken_back()
    {
        using var stream = new ReorgStream();
        await stream.Sink.OpenAsync(EncodedBlocks.Stream("t", first: 5), Cancellation);
        await stream.CommitAsync(5, 9);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => stream.RetractAsync(4).AsTask());
        Assert.Equal(ChainSyncError.Reorg, error.Error);
        Assert.Contains("begins with block 5", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_what_the_contract_does_not_allow()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.RetractAsync(4).AsTask());
        await stream.CommitAsync(0, 9);
        await Assert.ThrowsAsync<ArgumentException>(() => stream.RetractAsync(9).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => stream.RetractAsync(7, 'x').AsTask());
        await stream.RetractAsync(7);
        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.Sink.CommitAsync(Cancellation).AsTask());
        await stream.WriteAsync(8, 8, 'b', 'a');
        await Assert.ThrowsAsync<InvalidOperationException>(() => stream.RetractAsync(6).AsTask());
    }

    [Fact]
    public async Task Takes_nothing_back_without_transactions()
    {
        using var stream = new ReorgStream(Options() with { Delivery = KafkaDelivery.AtLeastOnce });
        await stream.OpenAsync();
        Assert.False(stream.Sink.CanRetract);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => stream.RetractAsync(4).AsTask());
        Assert.Equal(ChainSyncError.Reorg, error.Error);
        Assert.Contains("--delivery exactly-once", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Finds_hashes_deeper_than_the_progress_names()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 300);
        await stream.RetractAsync(100);
        await stream.CommitAsync(101, 301, 'b', 'a');
        await stream.OpenAsync();
        for (ulong number = 301; number > 0; number--)
        {
            Hash256? hash = await stream.Sink.TryFindHashAsync(number, Cancellation);
            Assert.Equal(BranchBlocks.HashOf(number, number > 100 ? 'b' : 'a'), hash);
        }

        Assert.Null(await stream.Sink.TryFindHashAsync(302, Cancellation));
        stream.Cluster.Log.DeleteBefore(50, topic: "t_blocks");
        await stream.OpenAsync();
        Assert.Null(await stream.Sink.TryFindHashAsync(49, Cancellation));
        Assert.Equal(BranchBlocks.HashOf(50, 'a'), await stream.Sink.TryFindHashAsync(50, Cancellation));
    }

    [Fact]
    public async Task Notices_after_a_fault_that_a_retraction_is_not_shown()
    {
        using var stream = new ReorgStream(entities: EntitySet.Log);
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        await stream.RetractAsync(6);
        await stream.CommitAsync(7, 9, 'b', 'a');
        stream.Cluster.Script("commit", ProducerOutcome.Abort);
        stream.Cluster.ShownBlocks = [new(9, BranchBlocks.HashOf(9, 'a'))];
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => stream.CommitAsync(10, 10, 'b'));
        Assert.Equal(ChainSyncError.ProgressMismatch, error.Error);
        Assert.Contains("Kafka has lost records of topic 't_logs'", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A commit that Kafka has acknowledged and not marked: its records are not shown, but they are committed and must be taken back.</summary>
    [Fact]
    public async Task Takes_back_what_is_committed_but_not_shown_yet()
    {
        using var stream = new ReorgStream();
        await stream.OpenAsync();
        await stream.CommitAsync(0, 8);
        await stream.CommitAsync(9, 9);
        stream.Cluster.LeftOpen.Enqueue(new LeftOpen
        {
            Ends = [new OpenEnd(0, 0, new(9, BranchBlocks.HashOf(9, 'a')), new(9, BranchBlocks.HashOf(9, 'a'))) { IsProgress = false }],
            Shown = stream.Cluster.Progress,
            Written = stream.Cluster.Progress,
        });
        stream.Cluster.HiddenFrom = ("t_blocks", 10);
        await stream.RetractAsync(6);
        await stream.CommitAsync(7, 10, 'b', 'a');
        Assert.Equal(15, stream.AssertChain(Chain((7, 'a'), (11, 'b'))));
    }

    /// <summary>Each retraction has the key and the time of the record that it takes back.</summary>
    private static void AssertKeysAndTimes(ReorgStream stream, int partitions)
    {
        int seen = 0;
        foreach (Entity entity in (ReadOnlySpan<Entity>)[Entity.Block, Entity.Transaction, Entity.Log])
        {
            for (int partition = 0; partition < partitions; partition++)
            {
                string topic = $"t_{entity.Plural()}";
                IReadOnlyList<byte[]?> values = stream.Cluster.Log.ValuesOf(partition, topic);
                var sent = new Dictionary<string, (byte[] Key, long TimestampMs)>();
                for (int offset = 0; offset < values.Count; offset++)
                {
                    if (values[offset] is not { } value) continue;
                    string text = ReorgStream.Text(value);
                    (byte[] Key, long TimestampMs) header = stream.Cluster.Log.HeaderOf(offset, partition, topic);
                    if (sent.Remove(text.Replace("\"removed\":true,", "", StringComparison.Ordinal), out (byte[] Key, long TimestampMs) before))
                    {
                        Assert.Equal(TextEncoding.UTF8.GetString(before.Key), TextEncoding.UTF8.GetString(header.Key));
                        Assert.Equal(before.TimestampMs, header.TimestampMs);
                        seen++;
                    }
                    else
                    {
                        sent.Add(text, header);
                    }
                }
            }
        }

        Assert.Equal(18 * 5, seen);
    }

    private static string Chain(params (ulong End, char Branch)[] parts)
    {
        string chain = "";
        foreach ((ulong end, char branch) in parts) chain += new string(branch, (int)end - chain.Length);
        return chain;
    }

    private static KafkaSinkOptions Options(string template = "{chain}_{entities}") => new() { BootstrapServers = "fake:9092", TopicTemplate = template };
}
