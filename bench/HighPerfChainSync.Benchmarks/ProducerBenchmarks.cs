using BenchmarkDotNet.Attributes;
using Confluent.Kafka;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.Benchmarks;

/// <summary>
/// Puts records into librdkafka's queue and drops them: what a program pays for a record before anything is sent. The whole way to a broker is
/// compared by <c>HighPerfChainSync.KafkaBench</c>.
/// </summary>
/// <remarks>Each call is a transaction that is aborted, on the embedded cluster; the linger is so long that nothing leaves before.</remarks>
[MemoryDiagnoser]
[MinColumn]
public class ProducerBenchmarks : IDisposable
{
    private const int Records = 20_000;
    private const int RecordBytes = 500;

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static readonly KeyValuePair<string, string>[] s_config = [new("linger.ms", "15000"), new("batch.num.messages", "1000000"), new("batch.size", "100000000")];

    private readonly EncodedBlock _arena = new(SlabPool.Shared);
    private readonly byte[] _value = new byte[RecordBytes];
    private readonly Message<Null, byte[]> _message = new();
    private EmbeddedKafka? _kafka;
    private ITransactionalProducer? _ours;
    private IProducer<Null, byte[]>? _theirs;
    private TopicPartition? _target;
    private Action<DeliveryReport<Null, byte[]>>? _count;
    private long _reported;

    /// <summary>Starts a cluster in this process, and both producers with the same settings.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _kafka = new EmbeddedKafka();
        var options = new KafkaSinkOptions { Embedded = _kafka, Config = s_config };
        var cluster = new KafkaCluster(options, NullLogger.Instance, TimeProvider.System);
        var topics = new TopicPlan(options, new StreamDescription("benchmark", new ChainIdentity(1, null, "benchmark"), EntitySet.Default, "json", 0));
        cluster.ProvisionAsync(topics, CancellationToken.None).GetAwaiter().GetResult();
        _ours = cluster.CreateProducer(topics, cluster.TransactionTimeoutMs);
        Check(_ours.InitTransactions(s_limit));
        var properties = new Dictionary<string, string>(new ClientFactory(options).ProducerProperties(topics)) { ["transactional.id"] = "confluent" };
        properties.Remove("dotnet.producer.delivery.report.fields");
        _theirs = new ProducerBuilder<Null, byte[]>(properties).Build();
        _theirs.InitTransactions(s_limit);
        _target = new TopicPartition(topics.Names[0], 0);
        _count = _ => Interlocked.Increment(ref _reported);
        _arena.BeginRecord(RecordBytes)[..RecordBytes].Clear();
        _arena.EndRecord(Entity.Block, RecordBytes);
        _message.Value = _value;
    }

    /// <summary>Closes everything.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _ours!.Dispose();
        _theirs!.Dispose();
        _kafka!.Dispose();
        _arena.Clear();
    }

    /// <summary>The sink's producer: by reference, reports counted in batches.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public void Ours()
    {
        Check(_ours!.Begin());
        ReadOnlySpan<byte> value = _arena.GetSpan(_arena.Records[0]);
        for (int i = 0; i < Records; i++)
            Check(_ours.Produce(new ProducerRecord { Topic = 0, Block = (ulong)i, TimestampMs = 1_700_000_000_000, Value = value, Arena = _arena }));
        Check(_ours.Abort(s_limit));
    }

    /// <summary>Confluent.Kafka as it is documented: a message and an array for each record, and a delivery handler.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Records)]
    public void Confluent()
    {
        _theirs!.BeginTransaction();
        for (int i = 0; i < Records; i++)
            _theirs.Produce(_target!, new Message<Null, byte[]> { Value = _value.AsSpan().ToArray(), Timestamp = new Timestamp(1_700_000_000_000, TimestampType.CreateTime) }, _count);
        _theirs.AbortTransaction(s_limit);
    }

    /// <summary>The same with one message for all, and without a handler.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public void ConfluentReusedWithoutHandler()
    {
        _theirs!.BeginTransaction();
        for (int i = 0; i < Records; i++) _theirs.Produce(_target!, _message);
        _theirs.AbortTransaction(s_limit);
    }

    private static void Check(ProducerResult result)
    {
        if (!result.IsDone) throw new InvalidOperationException($"{result.Code}: {result.Reason}");
    }
}
