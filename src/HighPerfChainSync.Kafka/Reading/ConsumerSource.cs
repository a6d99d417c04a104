using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Reads a real Kafka without a consumer group; a broker that goes away is waited for.</summary>
internal sealed class ConsumerSource : IRecordSource
{
    private static readonly TimeSpan s_request = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly IConsumer<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> _consumer;
    private readonly string _bootstrap;
    private readonly ClientEvents _events;
    private readonly TimeSpan _startTimeout;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private WaitNotice? _waiting;

    public ConsumerSource(
        IConsumer<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?> consumer,
        string bootstrap, ClientEvents events, TimeSpan startTimeout, ILogger logger, TimeProvider time)
    {
        _consumer = consumer;
        _bootstrap = bootstrap;
        _events = events;
        _startTimeout = startTimeout;
        _logger = logger;
        _time = time;
    }

    public (long Low, long End) Bounds(TopicPartition partition, CancellationToken cancellationToken)
    {
        var notice = new WaitNotice(_time);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                WatermarkOffsets offsets = _consumer.QueryWatermarkOffsets(partition, s_request);
                return (offsets.Low.Value, offsets.High.Value);
            }
            catch (KafkaException exception)
            {
                ThrowUnlessItPasses(exception.Error, partition.Topic);
                if (notice.Elapsed >= _startTimeout) throw Explain(exception.Error, partition.Topic);
                if (notice.IsDue) KafkaLog.Waiting(_logger, _bootstrap, $"read topic {partition.Topic}", _events.Describe());
                cancellationToken.WaitHandle.WaitOne(s_pause);
            }
        }
    }

    public void Assign(IReadOnlyList<TopicPartitionOffset> positions) => _consumer.Assign(positions);

    public SourceRead Read(TimeSpan wait, out TopicRecord record)
    {
        record = default;
        ConsumeResult<ReadOnlyMemory<byte>?, ReadOnlyMemory<byte>?>? result;
        try
        {
            result = _consumer.Consume(wait);
        }
        catch (ConsumeException exception) when (exception.Error.Code == ErrorCode.GroupAuthorizationFailed)
        {
            // The client looks for the coordinator of the group that it insists on being given; nothing here needs one, nor a right to it.
            _events.Clear();
            return SourceRead.Nothing;
        }
        catch (ConsumeException exception)
        {
            ThrowUnlessItPasses(exception.Error, exception.ConsumerRecord?.Topic ?? "");
            NoteWait(exception.Error.Reason);
            return SourceRead.Nothing;
        }

        if (result is null)
        {
            if (_events.Denied is { } denied) throw Explain(denied, "");
            // A topic without anything new is no reason to speak: only what the client complains of is.
            if (_events.Last is { } error) NoteWait(error.Reason);
            return SourceRead.Nothing;
        }

        _waiting = null;
        _events.Clear();
        record = result.IsPartitionEOF
            ? new TopicRecord { Topic = result.Topic, Partition = result.Partition.Value, Offset = result.Offset.Value }
            : new TopicRecord
            {
                Topic = result.Topic,
                Partition = result.Partition.Value,
                Offset = result.Offset.Value,
                TimestampMs = result.Message.Timestamp.UnixTimestampMs,
                Key = result.Message.Key,
                Value = result.Message.Value,
                Headers = result.Message.Headers is { Count: > 0 } headers ? headers : null,
            };
        return result.IsPartitionEOF ? SourceRead.End : SourceRead.Record;
    }

    public void Dispose() => _consumer.Dispose();

    private void NoteWait(string reason)
    {
        _waiting ??= new WaitNotice(_time);
        if (_waiting.IsDue) KafkaLog.Waiting(_logger, _bootstrap, "read", reason);
    }

    private void ThrowUnlessItPasses(Error error, string topic)
    {
        if (_events.Denied is { } denied) throw Explain(denied, topic);
        if (error.IsFatal || KafkaFaults.IsPermanent(error.Code)) throw Explain(error, topic);
    }

    private ChainSyncException Explain(Error error, string topic) => ReadFaults.Explain(error, _bootstrap, topic);
}
