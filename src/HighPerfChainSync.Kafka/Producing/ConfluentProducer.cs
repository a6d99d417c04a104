using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Topics;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>The producer of Confluent.Kafka behind <see cref="ITransactionalProducer"/>.</summary>
/// <remarks>
/// Its API takes a <c>byte[]</c> of the exact length and copies it into librdkafka before <c>Produce</c> returns, so one array per length is kept
/// and used again: what is left is a copy. A producer that hands the pinned bytes over in place belongs behind the same interface.
/// In a transaction no delivery reports are asked for, because a commit fails when a delivery has.
/// </remarks>
internal sealed class ConfluentProducer : ITransactionalProducer
{
    /// <summary>Longest value whose array is kept: all of them together stay below 8 MiB.</summary>
    private const int MaxKeptLength = 4096;

    private readonly IProducer<byte[]?, byte[]> _producer;
    private readonly TopicPartition[] _targets;
    private readonly bool _transactional;
    private readonly byte[]?[] _values = new byte[]?[MaxKeptLength + 1];
    private readonly Message<byte[]?, byte[]> _message = new();
    private readonly Action<DeliveryReport<byte[]?, byte[]>> _onReport;
    private readonly Lock _lock = new();
    private DeliveryFailure? _failure;

    public ConfluentProducer(IEnumerable<KeyValuePair<string, string>> config, TopicPlan topics, bool transactional, ClientEvents events)
    {
        _transactional = transactional;
        _targets = Array.ConvertAll(topics.Names, static name => new TopicPartition(name, 0));
        _onReport = OnReport;
        try
        {
            _producer = new ProducerBuilder<byte[]?, byte[]>(config)
                .SetErrorHandler((_, error) => events.OnError(error))
                .SetLogHandler((_, message) => events.OnLog(message))
                .Build();
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            throw new ChainSyncException(ChainSyncError.Configuration, $"Kafka's client refuses the configuration: {exception.Message}", exception);
        }
    }

    public bool NamesFailures { get; set; }

    public DeliveryFailure? Failure
    {
        get
        {
            lock (_lock) return _failure;
        }
    }

    public ProducerResult InitTransactions(TimeSpan timeout) => Call(timeout, static (producer, time) => producer.InitTransactions(time));

    public ProducerResult Begin()
    {
        lock (_lock) _failure = null;
        return _transactional ? Call(default, static (producer, _) => producer.BeginTransaction()) : ProducerResult.Done;
    }

    public ProducerResult Produce(in ProducerRecord record)
    {
        _message.Key = record.Key;
        _message.Value = Exact(record.Value.Span);
        _message.Timestamp = record.TimestampMs == 0 ? Timestamp.Default : new Timestamp(record.TimestampMs, TimestampType.CreateTime);
        try
        {
            _producer.Produce(_targets[record.Topic], _message, NamesFailures ? NamedHandler(record) : _transactional ? null : _onReport);
            return ProducerResult.Done;
        }
        catch (KafkaException exception)
        {
            return exception.Error.Code switch
            {
                ErrorCode.Local_QueueFull => new ProducerResult(ProducerOutcome.QueueFull, exception.Error.Code, exception.Error.Reason),
                ErrorCode.Local_Fatal => Fault(exception, ProducerOutcome.Fatal),
                // The transaction has failed already, by a delivery or by its coordinator.
                ErrorCode.Local_State or ErrorCode.Local_Fenced => Fault(exception, ProducerOutcome.Abort),
                _ => Fault(exception, ProducerOutcome.Refused),
            };
        }
    }

    public ProducerResult Commit(TimeSpan timeout) => Call(timeout, static (producer, time) => producer.CommitTransaction(time));

    public ProducerResult Abort(TimeSpan timeout) => Call(timeout, static (producer, time) => producer.AbortTransaction(time));

    public ProducerResult Flush(TimeSpan timeout)
    {
        try
        {
            return _producer.Flush(timeout) == 0
                ? ProducerResult.Done
                : new ProducerResult(ProducerOutcome.Retry, ErrorCode.Local_TimedOut, "records are not acknowledged");
        }
        catch (KafkaException exception)
        {
            // What became of the records is not known: they go to a new producer, once more.
            return Fault(exception, ProducerOutcome.Fatal);
        }
    }

    public void Dispose() => _producer.Dispose();

    private ProducerResult Call(TimeSpan timeout, Action<IProducer<byte[]?, byte[]>, TimeSpan> call)
    {
        try
        {
            call(_producer, timeout);
            return ProducerResult.Done;
        }
        catch (KafkaRetriableException exception)
        {
            return Fault(exception, ProducerOutcome.Retry);
        }
        catch (KafkaTxnRequiresAbortException exception)
        {
            return Fault(exception, ProducerOutcome.Abort);
        }
        catch (KafkaException exception)
        {
            return Fault(exception, exception.Error.IsFatal ? ProducerOutcome.Fatal : ProducerOutcome.Refused);
        }
    }

    private static ProducerResult Fault(KafkaException exception, ProducerOutcome outcome) =>
        new(exception.Error.IsFatal ? ProducerOutcome.Fatal : outcome, exception.Error.Code, exception.Error.Reason);

    private byte[] Exact(ReadOnlySpan<byte> value)
    {
        byte[] exact = value.Length <= MaxKeptLength
            ? _values[value.Length] ??= GC.AllocateUninitializedArray<byte>(value.Length)
            : GC.AllocateUninitializedArray<byte>(value.Length);
        value.CopyTo(exact);
        return exact;
    }

    private Action<DeliveryReport<byte[]?, byte[]>> NamedHandler(in ProducerRecord record)
    {
        ulong block = record.Block;
        int bytes = record.Value.Length;
        return report => Keep(report, block, bytes);
    }

    private void OnReport(DeliveryReport<byte[]?, byte[]> report) => Keep(report, null, 0);

    private void Keep(DeliveryReport<byte[]?, byte[]> report, ulong? block, int bytes)
    {
        // What an abort purges is a consequence, not a cause.
        if (!report.Error.IsError || report.Error.Code is ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight) return;
        lock (_lock)
        {
            if (_failure is null || bytes > _failure.Bytes)
                _failure = new DeliveryFailure(report.Topic, block, bytes, report.Error.Code, report.Error.Reason);
        }
    }
}
