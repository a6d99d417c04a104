using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Reorganisations on a real Kafka: a consumer that applies retractions ends with the canonical chain, and never sees a half of one.</summary>
public sealed class KafkaReorgTests(RealKafka kafka)
{
    [Theory]
    [InlineData(1, "json", "{chain}_{entities}")]
    [InlineData(3, "json", "{chain}_all")]
    [InlineData(64, "json", "{chain}_{entities}")]
    [InlineData(3, "messagepack", "{chain}_{entities}")]
    [InlineData(64, "messagepack", "{chain}_all")]
    public async Task Takes_back_what_it_has_sent(int depth, string format, string template)
    {
        await using var stream = new ReorgTestStream(await kafka.RequireAsync(), format, new KafkaSinkOptions { TopicTemplate = template });
        await stream.OpenAsync();
        await stream.CommitAsync(0, 60);
        await stream.CommitAsync(61, 79);
        ulong ancestor = 79 - (ulong)depth;
        await stream.RetractAsync(ancestor);
        await stream.CommitAsync(ancestor + 1, 80, 'b', 'a');
        Assert.Equal(5 * depth, await stream.AssertChainAsync(Chain((ancestor + 1, 'a'), (81, 'b'))));
    }

    [Theory]
    [InlineData(KafkaPartitionBy.BlockRange)]
    [InlineData(KafkaPartitionBy.Address)]
    public async Task Retractions_go_where_their_records_went(KafkaPartitionBy by)
    {
        await using var stream = new ReorgTestStream(
            await kafka.RequireAsync(), options: new KafkaSinkOptions { Partitions = 3, PartitionBy = by, BlocksPerRange = 4, Timestamps = KafkaTimestamps.Ingest }, emptyEach: 3);
        await stream.OpenAsync();
        await stream.CommitAsync(0, 30);
        await stream.RetractAsync(12);
        await stream.CommitAsync(13, 33, 'b', 'a');
        await stream.AssertChainAsync(Chain((13, 'a'), (34, 'b')));
    }

    [Fact]
    public async Task Follows_one_after_another_with_restarts_between_and_back_to_the_first_branch()
    {
        await using var stream = new ReorgTestStream(await kafka.RequireAsync());
        await stream.OpenAsync();
        await stream.CommitAsync(0, 20);
        await stream.RetractAsync(17);
        await stream.CommitAsync(18, 21, 'b', 'a');
        StreamProgress? progress = await stream.OpenAsync();
        Assert.Equal((21UL, BranchBlocks.HashOf(21, 'b')), (progress!.Number, progress.Hash));
        Assert.Equal([BranchBlocks.HashOf(17, 'a'), BranchBlocks.HashOf(18, 'b')], progress.Recent.Skip(17).Take(2));
        await stream.RetractAsync(15);
        await stream.CommitAsync(16, 22, 'c', 'a');
        await stream.RetractAsync(15);
        await stream.CommitAsync(16, 23, 'a');
        Assert.Equal((3 + 6 + 7) * 5, await stream.AssertChainAsync(new string('a', 24)));
        await stream.OpenAsync();
        await stream.CommitAsync(24, 24);
        await stream.AssertChainAsync(new string('a', 25));
    }

    [Fact]
    public async Task Nothing_of_it_is_seen_before_its_commit_and_it_can_be_begun_again()
    {
        await using var stream = new ReorgTestStream(await kafka.RequireAsync());
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        await stream.RetractAsync(6);
        await stream.WriteAsync(7, 8, 'b', 'a');
        await stream.ReleaseAsync();
        Assert.Equal(0, await stream.AssertChainAsync(new string('a', 10)));
        // The instance ends in the middle of it.
        await stream.OpenAsync();
        Assert.Equal(0, await stream.AssertChainAsync(new string('a', 10)));
        await stream.RetractAsync(5);
        await stream.WriteAsync(6, 8, 'c', 'a');
        await stream.ReleaseAsync();
        await stream.WriteAsync(9, 10, 'c');
        await stream.ReleaseAsync();
        await stream.CommitAsync(11, 11, 'c');
        Assert.Equal(20, await stream.AssertChainAsync(Chain((6, 'a'), (12, 'c'))));
    }

    /// <summary>Its transaction outlives its time-out; the same retractions and blocks go into another.</summary>
    [Fact]
    public async Task Takes_back_again_when_its_transaction_has_timed_out()
    {
        await using var stream = new ReorgTestStream(
            await kafka.RequireAsync(), options: new KafkaSinkOptions { Config = new Dictionary<string, string> { ["transaction.timeout.ms"] = "2000" } });
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        await stream.RetractAsync(6);
        await stream.WriteAsync(7, 10, 'b', 'a');
        await WaitForAbortAsync(stream);
        await stream.CommitAsync(11, 11, 'b');
        Assert.Equal(15, await stream.AssertChainAsync(Chain((7, 'a'), (12, 'b'))));

        await stream.RetractAsync(6);
        await stream.WriteAsync(7, 11, 'c', 'a');
        await stream.ReleaseAsync();
        await WaitForAbortAsync(stream);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => stream.CommitAsync(12, 12, 'c'));
        Assert.Equal(ChainSyncError.CommitLost, error.Error);
        stream.Return();
        await stream.RetractAsync(6);
        await stream.CommitAsync(7, 12, 'd', 'a');
        await stream.AssertChainAsync(Chain((7, 'a'), (13, 'd')));
    }

    [Fact]
    public async Task What_has_been_deleted_cannot_be_taken_back()
    {
        await using var stream = new ReorgTestStream(await kafka.RequireAsync());
        await stream.OpenAsync();
        await stream.CommitAsync(0, 9);
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = stream.Stream.Options.BootstrapServers }).Build();
        await admin.DeleteRecordsAsync([new TopicPartitionOffset($"{stream.Stream.Chain}_logs", 0, 15)]);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => stream.RetractAsync(6).AsTask());
        Assert.Equal(ChainSyncError.Reorg, error.Error);
        Assert.Contains("_logs', partition 0, begins with offset 15", error.Message, StringComparison.Ordinal);
        // Less deep, everything is there.
        await stream.RetractAsync(8);
        await stream.CommitAsync(9, 10, 'b', 'a');
        Assert.Equal(BranchBlocks.HashOf(10, 'b'), (await stream.OpenAsync())!.Hash);
    }

    [Fact]
    public async Task A_giant_reorganisation_passes_in_pieces()
    {
        await using var stream = new ReorgTestStream(await kafka.RequireAsync(), transactions: 10, padding: 500) { PieceBytes = 256 << 10 };
        await stream.OpenAsync();
        for (ulong number = 0; number < 1_000; number += 50) await stream.CommitAsync(number, number + 49);
        await stream.OpenAsync();
        for (ulong number = 860; number > 850; number--)
            Assert.Equal<Hash256?>(BranchBlocks.HashOf(number, 'a'), await stream.Sink.TryFindHashAsync(number, stream.Stream.Cancellation));
        long before = GC.GetTotalMemory(true);
        await stream.RetractAsync(9);
        for (ulong number = 10; number < 110; number += 25)
        {
            await stream.WriteAsync(number, number + 24, 'b', number == 10 ? 'a' : 'b');
            await stream.ReleaseAsync();
        }

        long held = GC.GetTotalMemory(true) - before;
        await stream.CommitAsync(110, 1_001, 'b');
        Assert.Equal(990 * 21, await stream.AssertChainAsync(Chain((10, 'a'), (1_002, 'b'))));
        // Taken back are more than 20 MB; held are places, one piece, and the pool of blocks.
        Assert.InRange(held, long.MinValue, 12 << 20);
    }

    private static async Task WaitForAbortAsync(ReorgTestStream stream)
    {
        string topic = $"{stream.Stream.Chain}_blocks";
        // The records have to be there first.
        await Task.Delay(300, stream.Stream.Cancellation);
        while (await KafkaTopics.EndAsync(stream.Stream, topic, IsolationLevel.ReadCommitted) < await KafkaTopics.EndAsync(stream.Stream, topic, IsolationLevel.ReadUncommitted))
            await Task.Delay(200, stream.Stream.Cancellation);
    }

    private static string Chain(params (ulong End, char Branch)[] parts)
    {
        string chain = "";
        foreach ((ulong end, char branch) in parts) chain += new string(branch, (int)end - chain.Length);
        return chain;
    }
}
