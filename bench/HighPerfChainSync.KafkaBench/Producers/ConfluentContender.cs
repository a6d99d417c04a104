using Confluent.Kafka;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.EndToEnd.Producers;
using HighPerfChainSync.EndToEnd.Workloads;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.KafkaBench.Producers;

/// <summary>The producer of Confluent.Kafka. Like ours it begins at the encoded records, so it has to copy each into the array of exact length that it wants.</summary>
internal sealed class ConfluentContender : IContender
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly Workload _workload;
    private readonly bool _reused;
    private readonly bool _handled;
    private readonly BenchStream _stream;
    private readonly TopicPartition[] _targets;
    private readonly Dictionary<int, byte[]> _arrays = [];
    private readonly Message<Null, byte[]> _message = new();
    private readonly IProducer<Null, byte[]> _producer;
    private readonly Action _commit;
    private readonly Action<DeliveryReport<Null, byte[]>> _count;
    private long _delivered;
    private long _next;

    /// <param name="stream">Where it produces to.</param>
    /// <param name="workload">What.</param>
    /// <param name="reused">One message, one array of each length; else all new, as it is documented.</param>
    /// <param name="handled">A delivery handler, which a program needs that must know which record failed; without, it is as fast as it gets.</param>
    public ConfluentContender(BenchStream stream, Workload workload, bool reused, bool handled)
    {
        _stream = stream;
        _workload = workload;
        _reused = reused;
        _handled = handled;
        _targets = Array.ConvertAll(stream.Topics.Names, static name => new TopicPartition(name, 0));
        Dictionary<string, string> properties = new(stream.Properties) { ["transactional.id"] = $"{stream.Topics.ProgressName}-{Name}" };
        // The sink asks for less than a user who handles reports gets.
        if (handled) properties.Remove("dotnet.producer.delivery.report.fields");
        _producer = new ProducerBuilder<Null, byte[]>(properties).Build();
        _count = Count;
        _commit = () => _producer.CommitTransaction(s_limit);
        _producer.InitTransactions(s_limit);
    }

    public string Name => $"Confluent.Kafka{(_reused ? ", objects reused" : "")}, {(_handled ? "handler" : "no handler")}";

    public ProducerRun Run(int transactions, int blocksPerTransaction)
    {
        var measure = new InProcess();
        long messages = 0;
        _delivered = 0;
        for (int t = 0; t < transactions; t++)
        {
            _producer.BeginTransaction();
            for (int b = 0; b < blocksPerTransaction; b++) messages += Produce(_workload[_next++]);
            measure.Commit(_commit);
        }

        ProducerRun run = measure.End(messages);
        if (_handled && _delivered != messages) throw new InvalidOperationException($"{_delivered} of {messages} records were reported.");
        return run;
    }

    public void Dispose() => _producer.Dispose();

    private int Produce(BlockData block)
    {
        var timestamp = new Timestamp(KafkaSink.ToTimestamp(block.Header.Timestamp), TimestampType.CreateTime);
        ReadOnlySpan<EncodedRecord> records = block.Encoded.Records;
        foreach (EncodedRecord record in records)
        {
            TopicPartition target = _targets[_stream.Topics.IndexOf(record.Entity)];
            ReadOnlySpan<byte> value = block.Encoded.GetSpan(record);
            if (_reused) ProduceReused(target, value, timestamp);
            else _producer.Produce(target, new Message<Null, byte[]> { Value = value.ToArray(), Timestamp = timestamp }, _handled ? _count : null);
        }

        return records.Length;
    }

    private void ProduceReused(TopicPartition target, ReadOnlySpan<byte> value, Timestamp timestamp)
    {
        // It copies the value before it returns.
        if (!_arrays.TryGetValue(value.Length, out byte[]? array)) _arrays[value.Length] = array = new byte[value.Length];
        value.CopyTo(array);
        _message.Value = array;
        _message.Timestamp = timestamp;
        _producer.Produce(target, _message, _handled ? _count : null);
    }

    private void Count(DeliveryReport<Null, byte[]> report)
    {
        if (report.Error.IsError) throw new KafkaException(report.Error);
        Interlocked.Increment(ref _delivered); // A commit serves reports too, beside the thread that polls.
    }
}
