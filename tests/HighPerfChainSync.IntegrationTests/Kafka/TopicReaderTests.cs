using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Reading and searching topics that hold commit markers, an aborted transaction and one that is open.</summary>
public sealed class TopicReaderTests(RealKafka kafka)
{
    private const int Blocks = 60;

    [Fact]
    public async Task Finds_every_block_by_number_and_by_time()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        await WriteAsync(stream);
        string topic = $"{stream.Chain}_logs";
        var partition = new TopicPartition(topic, 0);
        var clients = new ReadingClients(stream.Options.BootstrapServers, [], TimeSpan.FromSeconds(30), stream.Logger, TimeProvider.System);
        using IRecordSource source = clients.CreateSource();
        (long low, long end) = source.Bounds(partition, stream.Cancellation);
        var search = new OffsetSearch(source, TimeSpan.FromSeconds(30), TimeProvider.System);
        for (ulong block = 0; block < Blocks; block++)
        {
            long byNumber = search.FindBlock(partition, low, end, block, stream.Cancellation);
            long byTime = search.FindTime(partition, low, end, EncodedBlocks.FirstTime + (12 * block) - 11, stream.Cancellation);
            Assert.Equal(block, First(source, partition, byNumber));
            Assert.Equal(block, First(source, partition, byTime));
        }

        Assert.InRange(search.Probes / (2.0 * Blocks), 1, 10);
    }

    [Fact]
    public async Task Reads_what_is_committed_between_two_blocks()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        await WriteAsync(stream);
        using IProducer<string, string> open = BeginOpenTransaction(stream);
        using TopicReader reader = await TopicReader.OpenAsync(Options(stream, ReadStart.AtBlock(28), 33), stream.Logger, stream.Cancellation);
        Assert.Equal([28UL, 28UL, 29UL, 29UL, 30UL, 30UL, 31UL, 31UL, 32UL, 32UL, 33UL, 33UL], ReadAll(reader));
        using TopicReader last = await TopicReader.OpenAsync(Options(stream, ReadStart.AtLast(3)), stream.Logger, stream.Cancellation);
        Assert.Equal([Blocks - 2UL, Blocks - 1UL, Blocks - 1UL], ReadAll(last));
        open.AbortTransaction(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Follows_a_topic()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        await WriteAsync(stream);
        using TopicReader reader = await TopicReader.OpenAsync(
            Options(stream, ReadStart.AtBlock(Blocks), Blocks + 1) with { Follow = true }, stream.Logger, stream.Cancellation);
        Assert.False(reader.TryRead(TimeSpan.FromMilliseconds(300), out _, stream.Cancellation));
        (KafkaSink sink, _) = await stream.OpenAsync();
        await new ReadableBlocks(stream).WriteAsync(sink, Blocks, 3);
        await sink.DisposeAsync();
        Assert.Equal([60UL, 60UL, 61UL, 61UL], ReadAll(reader));
    }

    [Fact]
    public async Task Names_the_topics_that_may_have_been_meant()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        await WriteAsync(stream);
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => TopicReader.OpenAsync(
            Options(stream, ReadStart.Beginning) with { Topics = [$"{stream.Chain}_log"] }, stream.Logger, stream.Cancellation));
        Assert.Equal(ChainSyncError.KafkaTopic, error.Error);
        Assert.Contains($"{stream.Chain}_logs", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Blocks with an aborted transaction in their middle.</summary>
    private static async Task WriteAsync(KafkaTestStream stream)
    {
        var blocks = new ReadableBlocks(stream);
        (KafkaSink sink, _) = await stream.OpenAsync();
        await blocks.WriteAsync(sink, 0, Blocks / 2);
        await blocks.AbortAsync(sink, Blocks / 2);
        (sink, _) = await stream.OpenAsync();
        await blocks.WriteAsync(sink, Blocks / 2, Blocks / 2, blocksPerCommit: 1);
        await sink.DisposeAsync();
    }

    private static IProducer<string, string> BeginOpenTransaction(KafkaTestStream stream)
    {
        IProducer<string, string> producer = new ProducerBuilder<string, string>(new ProducerConfig
        {
            BootstrapServers = stream.Options.BootstrapServers,
            TransactionalId = stream.Chain + "-open",
        }).Build();
        producer.InitTransactions(TimeSpan.FromSeconds(30));
        producer.BeginTransaction();
        producer.Produce($"{stream.Chain}_logs", new Message<string, string> { Value = """{"type":"log","block_number":9999}""" });
        producer.Flush(stream.Cancellation);
        return producer;
    }

    private static TopicReaderOptions Options(KafkaTestStream stream, ReadStart start, ulong? to = null) => new()
    {
        BootstrapServers = stream.Options.BootstrapServers,
        Topics = [$"{stream.Chain}_logs"],
        Start = start,
        ToBlock = to,
    };

    private static List<ulong> ReadAll(TopicReader reader)
    {
        var numbers = new List<ulong>();
        for (int idle = 0; !reader.IsCompleted && idle < 300;)
        {
            if (reader.TryRead(TimeSpan.FromMilliseconds(100), out TopicRecord record, TestContext.Current.CancellationToken))
                numbers.Add(ReadableBlocks.NumberOf(record.Value!.Value));
            else
                idle++;
        }

        return numbers;
    }

    private static ulong First(IRecordSource source, TopicPartition partition, long offset)
    {
        source.Assign([new TopicPartitionOffset(partition, offset)]);
        for (int idle = 0; idle < 100; idle++)
        {
            if (source.Read(TimeSpan.FromMilliseconds(100), out TopicRecord record) == SourceRead.Record) return ReadableBlocks.NumberOf(record.Value!.Value);
        }

        throw new TimeoutException($"Nothing came from offset {offset}.");
    }
}
