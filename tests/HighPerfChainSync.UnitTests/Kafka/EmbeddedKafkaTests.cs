using Confluent.Kafka;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class EmbeddedKafkaTests : IDisposable
{
    private readonly EmbeddedKafka _kafka = new();
    private readonly BlockDataPool _pool = new();

    public void Dispose()
    {
        _kafka.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public void Starts_on_loopback_and_makes_a_topic_once()
    {
        Assert.StartsWith("127.0.0.1:", _kafka.BootstrapServers, StringComparison.Ordinal);
        _kafka.CreateTopic("once", 1);
        _kafka.CreateTopic("once", 1);
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = _kafka.BootstrapServers }).Build();
        Metadata metadata = admin.GetMetadata("once", TimeSpan.FromSeconds(10));
        Assert.Single(metadata.Topics[0].Partitions);
    }

    [Fact]
    public void Several_live_side_by_side_and_may_be_left_to_the_finalizer()
    {
        for (int i = 0; i < 3; i++) _ = new EmbeddedKafka();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var other = new EmbeddedKafka();
        Assert.NotEqual(_kafka.BootstrapServers, other.BootstrapServers);
    }

    [Fact]
    public async Task Refuses_use_after_it_was_disposed_and_may_be_disposed_twice()
    {
        var kafka = new EmbeddedKafka();
        kafka.Dispose();
        kafka.Dispose();
        Assert.Throws<ObjectDisposedException>(() => kafka.CreateTopic("late", 1));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => WriteAsync(new KafkaSinkOptions { Embedded = kafka }, first: 0, count: 1));
    }

    [Fact]
    public async Task Runs_for_as_long_as_an_open_sink_uses_it()
    {
        var kafka = new EmbeddedKafka();
        var sink = new KafkaSink(new KafkaSinkOptions { Embedded = kafka }, NullLogger.Instance);
        await sink.OpenAsync(EncodedBlocks.Stream("test"), TestContext.Current.CancellationToken);
        kafka.Dispose();
        BlockData block = EncodedBlocks.Make(_pool, 0);
        await sink.WriteAsync(block, TestContext.Current.CancellationToken);
        await sink.CommitAsync(TestContext.Current.CancellationToken);
        block.Return();
        await sink.DisposeAsync();
        await sink.DisposeAsync();
    }

#if DEBUG
    [Fact]
    public async Task Finds_a_block_that_is_returned_before_its_commit()
    {
        var pool = new BlockDataPool(); // Not disposed: the block never comes back.
        await using var sink = new KafkaSink(new KafkaSinkOptions { Embedded = _kafka }, NullLogger.Instance);
        await sink.OpenAsync(EncodedBlocks.Stream("test"), TestContext.Current.CancellationToken);
        BlockData block = EncodedBlocks.Make(pool, 0);
        await sink.WriteAsync(block, TestContext.Current.CancellationToken);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(block.Return);
        Assert.Contains("delivery reports", error.Message, StringComparison.Ordinal);
    }
#endif

    [Fact]
    public void Its_end_does_not_hurt_a_client_that_is_left()
    {
        using var test = new EmbeddedProducer();
        test.Begin();
        test.Kafka.Dispose();
        test.ProduceAll(test.Arena(10));
        Assert.Equal(ProducerOutcome.Retry, test.Producer.Commit(TimeSpan.FromMilliseconds(200)).Outcome);
    }

    [Theory]
    [InlineData(KafkaDelivery.ExactlyOnce)]
    [InlineData(KafkaDelivery.AtLeastOnce)]
    public async Task Writes_whole_blocks_in_order_and_resumes(KafkaDelivery delivery)
    {
        var options = new KafkaSinkOptions { Embedded = _kafka, Delivery = delivery };
        Assert.Null(await WriteAsync(options, first: 0, count: 3));
        Assert.Equal(new StreamProgress(2, EncodedBlocks.HashOf(2)), (await WriteAsync(options, first: 3, count: 2))! with { Recent = [] });

        List<ConsumeResult<string?, string>> transactions = Read("test_transactions", 15);
        for (int i = 0; i < transactions.Count; i++)
        {
            ulong number = (ulong)(i / 3);
            Assert.Equal(EncodedBlocks.Text(number, Entity.Transaction, i % 3), transactions[i].Message.Value);
            Assert.Equal((long)(EncodedBlocks.FirstTime + (12 * number)) * 1000, transactions[i].Message.Timestamp.UnixTimestampMs);
            Assert.Null(transactions[i].Message.Key);
        }

        Assert.Equal(5, Read("test_blocks", 5).Count);
        Assert.Equal(15, Read("test_logs", 15).Count);
    }

    [Fact]
    public async Task Puts_all_records_of_a_block_into_one_topic_when_the_template_names_no_entity()
    {
        await WriteAsync(new KafkaSinkOptions { Embedded = _kafka, TopicTemplate = "all_{chain}" }, first: 7, count: 2);
        List<ConsumeResult<string?, string>> records = Read("all_test", 14);
        Assert.Equal(EncodedBlocks.Text(7, Entity.Block, 0), records[0].Message.Value);
        Assert.Equal(EncodedBlocks.Text(7, Entity.Log, 2), records[6].Message.Value);
        Assert.Equal(EncodedBlocks.Text(8, Entity.Block, 0), records[7].Message.Value);
    }

    [Fact]
    public async Task Writes_the_time_of_writing_when_asked_to()
    {
        long before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await WriteAsync(new KafkaSinkOptions { Embedded = _kafka, Timestamps = KafkaTimestamps.Ingest }, first: 0, count: 1);
        Assert.True(Read("test_blocks", 1)[0].Message.Timestamp.UnixTimestampMs >= before);
    }

    private async Task<StreamProgress?> WriteAsync(KafkaSinkOptions options, ulong first, int count)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await using var sink = new KafkaSink(options, NullLogger.Instance);
        StreamProgress? progress = await sink.OpenAsync(EncodedBlocks.Stream("test", first), cancellation);
        var blocks = new List<BlockData>();
        for (int i = 0; i < count; i++)
        {
            blocks.Add(EncodedBlocks.Make(_pool, first + (ulong)i));
            await sink.WriteAsync(blocks[i], cancellation);
        }

        await sink.CommitAsync(cancellation);
        foreach (BlockData block in blocks) block.Return();
        return progress;
    }

    private List<ConsumeResult<string?, string>> Read(string topic, int count)
    {
        using IConsumer<string?, string> consumer = new ConsumerBuilder<string?, string>(new ConsumerConfig
        {
            BootstrapServers = _kafka.BootstrapServers,
            GroupId = "test",
            EnableAutoCommit = false,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        var records = new List<ConsumeResult<string?, string>>();
        while (records.Count < count) records.Add(consumer.Consume(TestContext.Current.CancellationToken));
        return records;
    }
}
