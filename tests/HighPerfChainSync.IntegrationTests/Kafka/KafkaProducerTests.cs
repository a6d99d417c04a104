using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>
/// The bytes that a consumer sees are those that the arena held at the commit, whatever was under way when an earlier attempt ended
/// and however soon the arena was used again.
/// </summary>
public sealed class KafkaProducerTests(RealKafka kafka)
{
    private const int Rounds = 12;
    private const int Records = 400;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("none", false)]
    [InlineData("lz4", false)]
    [InlineData("none", true)]
    [InlineData("zstd", true)]
    public async Task Delivers_byte_for_byte_after_attempts_that_ended_with_requests_under_way(string compression, bool replace)
    {
        string bootstrap = await kafka.RequireAsync();
        string topic = "p" + Guid.NewGuid().ToString("N")[..12];
        await CreateTopicAsync(bootstrap, topic);
        var random = new Random(7);
        var slabs = new SlabPool(256 * 1024, maxKept: 256);
        var arena = new EncodedBlock(slabs);
        NativeProducer producer = NewProducer(bootstrap, topic, compression);
        for (int round = 0; round < Rounds; round++)
        {
            Done(producer.Begin());
            ProduceAll(producer, arena, seed: -1 - round);
            await Task.Delay(random.Next(40), TestContext.Current.CancellationToken);
            // Soon after a commit, an abort may fail for good: the coordinator has not yet ended the commit, knows nothing of the new
            // transaction, and answers INVALID_TXN_STATE.
            if (replace || producer.Abort(s_limit) is { Outcome: ProducerOutcome.Fatal, Code: ErrorCode.InvalidTxnState })
            {
                producer.Dispose();
                producer = NewProducer(bootstrap, topic, compression);
            }

            // Debug builds refuse this while librdkafka may read the arena, and overwrite it.
            arena.Clear();
            Done(producer.Begin());
            ProduceAll(producer, arena, seed: round);
            Done(producer.Commit(s_limit));
            arena.Clear();
        }

        producer.Dispose();
        using var stream = new KafkaTestStream(bootstrap);
        List<ConsumeResult<string?, byte[]>> seen = stream.Read(topic);
        Assert.Equal(Rounds * Records, seen.Count);
        for (int round = 0; round < Rounds; round++)
        {
            Fill(arena, seed: round);
            for (int i = 0; i < Records; i++) Assert.True(arena.GetSpan(arena.Records[i]).SequenceEqual(seen[(round * Records) + i].Message.Value));
            arena.Clear();
        }

        Assert.Equal(0, slabs.Outstanding);
    }

    /// <summary>The coordinator may still be ending the commit before, and librdkafka may not have added the partition to the transaction yet.</summary>
    [Fact]
    public async Task Delivers_once_after_aborts_right_behind_the_first_record()
    {
        const int Aborts = 100;
        string bootstrap = await kafka.RequireAsync();
        string topic = "p" + Guid.NewGuid().ToString("N")[..12];
        await CreateTopicAsync(bootstrap, topic);
        var slabs = new SlabPool(256 * 1024, maxKept: 256);
        var arena = new EncodedBlock(slabs);
        NativeProducer producer = NewProducer(bootstrap, topic, "none");
        for (int round = 0; round < Aborts; round++)
        {
            Done(producer.Begin());
            ProduceAll(producer, arena, seed: -1 - round, records: 1);
            if (producer.Abort(s_limit).Outcome != ProducerOutcome.Done)
            {
                producer.Dispose();
                producer = NewProducer(bootstrap, topic, "none");
            }

            arena.Clear();
            Done(producer.Begin());
            ProduceAll(producer, arena, seed: round, records: 1);
            Done(producer.Commit(s_limit));
            arena.Clear();
        }

        producer.Dispose();
        using var stream = new KafkaTestStream(bootstrap);
        List<ConsumeResult<string?, byte[]>> seen = stream.Read(topic);
        Assert.Equal(Aborts, seen.Count);
        for (int round = 0; round < Aborts; round++)
        {
            Fill(arena, seed: round, records: 1);
            Assert.True(arena.GetSpan(arena.Records[0]).SequenceEqual(seen[round].Message.Value));
            arena.Clear();
        }

        Assert.Equal(0, slabs.Outstanding);
    }

    private static NativeProducer NewProducer(string bootstrap, string topic, string compression)
    {
        var config = new ProducerConfig { BootstrapServers = bootstrap, TransactionalId = topic, EnableIdempotence = true, LingerMs = 2 };
        config.Set("compression.type", compression);
        config.Set("message.max.bytes", "8000000");
        var producer = new NativeProducer(config, [topic], transactional: true, new ClientEvents(new TestLogger()));
        Done(producer.InitTransactions(s_limit));
        return producer;
    }

    private static void ProduceAll(NativeProducer producer, EncodedBlock arena, int seed, int records = Records)
    {
        Fill(arena, seed, records);
        foreach (ref readonly EncodedRecord record in arena.Records)
            Done(producer.Produce(new ProducerRecord { Topic = 0, Block = 1, TimestampMs = 1, Value = arena.GetSpan(record), Arena = arena }));
    }

    /// <summary>Records of which some are larger than what librdkafka would copy by default.</summary>
    private static void Fill(EncodedBlock arena, int seed, int records = Records)
    {
        var random = new Random(seed);
        for (int i = 0; i < records; i++)
        {
            int length = i % 50 == 0 ? 70_000 + random.Next(100_000) : random.Next(3_000);
            random.NextBytes(arena.BeginRecord(length)[..length]);
            arena.EndRecord(Entity.Log, length);
        }
    }

    private static async Task CreateTopicAsync(string bootstrap, string topic)
    {
        using IAdminClient admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = bootstrap }).Build();
        await admin.CreateTopicsAsync([new TopicSpecification
        {
            Name = topic,
            NumPartitions = 1,
            ReplicationFactor = 1,
            Configs = new() { ["max.message.bytes"] = "8000000", ["retention.ms"] = "-1" },
        }]);
    }

    private static void Done(ProducerResult result) => Assert.Equal(ProducerResult.Done, result);
}
