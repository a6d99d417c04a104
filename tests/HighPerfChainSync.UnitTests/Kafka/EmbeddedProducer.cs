using System.Globalization;
using Confluent.Kafka;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Records;
using HighPerfChainSync.UnitTests.Pipeline;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>A producer on a mock cluster of its own, with topics <c>a</c> (one partition) and <c>b</c> (two).</summary>
internal sealed class EmbeddedProducer : IDisposable
{
    /// <summary>Longer than any call should take; it only ends a test that would hang.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly string[] s_topics = ["a", "b"];

    private readonly SlabPool _slabs = new(64 * 1024, maxKept: 16);
    private readonly List<EncodedBlock> _arenas = [];

    public EmbeddedProducer(bool transactional = true, params (string Key, string Value)[] properties)
    {
        Kafka.CreateTopic("a", 1);
        Kafka.CreateTopic("b", 2);
        Events = new ClientEvents(Log);
        var all = new Dictionary<string, string>
        {
            ["bootstrap.servers"] = Kafka.BootstrapServers,
            ["linger.ms"] = "1",
            ["enable.idempotence"] = "true",
            ["retry.backoff.ms"] = "10",
            ["retry.backoff.max.ms"] = "10",
            ["reconnect.backoff.max.ms"] = "100",
        };
        if (transactional) all["transactional.id"] = "test";
        foreach ((string key, string value) in properties) all[key] = value;
        Producer = new NativeProducer(all, s_topics, transactional, Events);
    }

    public EmbeddedKafka Kafka { get; } = new();

    public LogMemory Log { get; } = new();

    public ClientEvents Events { get; }

    public NativeProducer Producer { get; }

    /// <summary>Begins the first transaction.</summary>
    public void Begin()
    {
        Done(Producer.InitTransactions(Limit));
        Done(Producer.Begin());
    }

    /// <summary>An arena with records whose values are <c>0</c>, <c>1</c> and so on, filled up with dots to a length.</summary>
    public EncodedBlock Arena(int records, int length = 10)
    {
        var arena = new EncodedBlock(_slabs);
        for (int i = 0; i < records; i++)
        {
            byte[] value = TextEncoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture).PadRight(length, '.'));
            value.CopyTo(arena.BeginRecord(value.Length));
            arena.EndRecord(Entity.Log, value.Length);
        }

        _arenas.Add(arena);
        return arena;
    }

    public ProducerResult Produce(EncodedBlock arena, int index, int topic = 0, ulong block = 7) => Producer.Produce(new ProducerRecord
    {
        Topic = topic,
        Block = block,
        TimestampMs = 1_000 + index,
        Value = arena.GetSpan(arena.Records[index]),
        Arena = arena,
    });

    public void ProduceAll(EncodedBlock arena, int topic = 0, ulong block = 7)
    {
        for (int i = 0; i < arena.Records.Length; i++) Done(Produce(arena, i, topic, block));
    }

    public List<ConsumeResult<byte[]?, byte[]?>> Read(string topic, int partition, int count)
    {
        using IConsumer<byte[]?, byte[]?> consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = Kafka.BootstrapServers,
            GroupId = "test",
            EnableAutoCommit = false,
        }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, partition, Offset.Beginning));
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit * 4);
        while (records.Count < count) records.Add(consumer.Consume(limit.Token));
        return records;
    }

    public static void Done(ProducerResult result) => Assert.Equal(ProducerResult.Done, result);

    public void Dispose()
    {
        Producer.Dispose();
        Kafka.Dispose();
        foreach (EncodedBlock arena in _arenas) arena.Clear(); // Debug builds refuse while a record may still be read.
        Assert.Equal(0, _slabs.Outstanding);
    }
}
