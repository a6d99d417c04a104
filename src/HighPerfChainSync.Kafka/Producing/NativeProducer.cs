using System.Diagnostics;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Native;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>A producer on librdkafka itself. It hands the pinned bytes of an arena over in place and allocates nothing per record.</summary>
/// <remarks>
/// Nothing calls back from native code: reports, errors and log lines come as events, which <see cref="ProducerEvents"/> serves. Arenas are
/// referred to until every report is in and the transaction is settled; after <see cref="Dispose"/> librdkafka has no thread left to read them.
/// </remarks>
internal sealed class NativeProducer : ITransactionalProducer
{
    // Places of the fields of a record. Key and header come last, where there are any.
    private const int TopicField = 0;
    private const int PartitionField = 1;
    private const int FlagsField = 2;
    private const int TimestampField = 3;
    private const int OpaqueField = 4;
    private const int ValueField = 5;
    private const int MoreFields = 6;
    private const int MaxFields = MoreFields + 2;

    /// <summary>How long reports of dropped records are waited for; what has not come then, comes no more.</summary>
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(2);

    /// <summary>How long reports may come after the call that they belong to: they are counted before it ends.</summary>
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(10);

    private readonly bool _transactional;
    private readonly ClientHandle _clientHandle;
    private readonly QueueHandle _queue;
    private readonly TopicHandle[] _topicHandles;
    private readonly string[] _topicNames;
    private readonly nint[] _topics;
    private readonly nint _client;
    private readonly DeliveryTable _deliveries = new();
    private readonly ProducerEvents _events;
    private readonly unsafe MessageField* _fields;
    private bool _disposed;

    /// <summary>Creates a producer; it connects in the background.</summary>
    /// <param name="properties">librdkafka's properties; those of Confluent.Kafka's own (<c>dotnet.</c>) are passed over.</param>
    /// <param name="topics">Names of the topics; a record names its topic by index.</param>
    /// <param name="transactional">Whether <c>transactional.id</c> is set.</param>
    /// <param name="events">Where errors and log lines go.</param>
    /// <exception cref="Diagnostics.ChainSyncException">A property cannot be used; the message names it.</exception>
    public unsafe NativeProducer(IEnumerable<KeyValuePair<string, string>> properties, string[] topics, bool transactional, ClientEvents events)
    {
        _transactional = transactional;
        _clientHandle = ProducerConfiguration.Create(properties);
        _client = _clientHandle.DangerousGetHandle();
        _queue = new QueueHandle(_clientHandle);
        _ = LibRdKafka.SetLogQueue(_clientHandle, _queue); // It fails only when log.queue is not set.
        _topicNames = topics;
        _topicHandles = Array.ConvertAll(topics, name => new TopicHandle(_clientHandle, name));
        _topics = Array.ConvertAll(_topicHandles, static handle => handle.DangerousGetHandle());
        _fields = (MessageField*)NativeMemory.AllocZeroed(MaxFields, (nuint)sizeof(MessageField));
        _fields[TopicField].Kind = MessageFieldKind.Topic;
        _fields[PartitionField].Kind = MessageFieldKind.Partition;
        _fields[FlagsField].Kind = MessageFieldKind.Flags;
        _fields[TimestampField].Kind = MessageFieldKind.Timestamp;
        _fields[OpaqueField].Kind = MessageFieldKind.Opaque;
        _fields[ValueField].Kind = MessageFieldKind.Value;
        _events = new ProducerEvents(_clientHandle, _queue, _deliveries, NameOf, events);
    }

    public DeliveryFailure? Failure => _events.Failure;

    public ProducerResult InitTransactions(TimeSpan timeout) => NativeError.Take(LibRdKafka.InitTransactions(_client, Milliseconds(timeout)));

    public ProducerResult Begin()
    {
        _events.ClearFailure();
        return _transactional ? NativeError.Take(LibRdKafka.BeginTransaction(_client)) : ProducerResult.Done;
    }

    public unsafe ProducerResult Produce(in ProducerRecord record)
    {
        int index = _deliveries.IndexFor(record.Arena, record.Block);
        MessageField* fields = _fields;
        fields[TopicField].Pointer = _topics[record.Topic];
        fields[PartitionField].Int32 = record.Partition;
        fields[FlagsField].Int32 = record.Arena is null ? LibRdKafka.CopyValue : 0;
        fields[TimestampField].Int64 = record.TimestampMs;
        fields[OpaqueField].Pointer = index;
        nint error;
        fixed (byte* value = &MemoryMarshal.GetReference(record.Value), key = &MemoryMarshal.GetReference(record.Key),
            header = &MemoryMarshal.GetReference(record.Verification), name = &MemoryMarshal.GetReference(VerificationHeaders.Name))
        {
            // No pointer would mean no value: a tombstone.
            fields[ValueField].Bytes.Pointer = value is null ? (byte*)fields : value;
            fields[ValueField].Bytes.Length = (nuint)record.Value.Length;
            nuint count = MoreFields;
            if (!record.Key.IsEmpty)
            {
                fields[count].Kind = MessageFieldKind.Key;
                fields[count++].Bytes = new NativeBytes { Pointer = key, Length = (nuint)record.Key.Length };
            }

            if (!record.Verification.IsEmpty)
            {
                fields[count].Kind = MessageFieldKind.Header;
                fields[count++].Header = new NativeHeader { Name = name, Value = header, Length = record.Verification.Length };
            }

            error = LibRdKafka.Produce(_client, fields, count);
        }

        if (error != 0) return NotProduced(error);
        _deliveries[index].Produced++;
        return ProducerResult.Done;
    }

    public ValueTask WaitForRoomAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _events.Signal.WaitAsync();
    }

    public async ValueTask<ProducerResult> WaitDeliveredAsync(EncodedBlock arena, CancellationToken cancellationToken)
    {
        while (true)
        {
            // In this order: a failure is noted before its report is counted.
            bool delivered = _deliveries.TryClose(arena);
            if (Failure is { } failure) return new ProducerResult(ProducerOutcome.Abort, failure.Code, failure.Reason);
            // Reports of records that were dropped for another reason do not count as failures.
            ProducerResult state = MayProduce();
            if (delivered || !state.IsDone) return state;
            cancellationToken.ThrowIfCancellationRequested();
            await _events.Signal.WaitAsync().ConfigureAwait(false);
        }
    }

    public ProducerResult Commit(TimeSpan timeout) => Settled(NativeError.Take(LibRdKafka.CommitTransaction(_client, Milliseconds(timeout))));

    public ProducerResult Abort(TimeSpan timeout) => Settled(NativeError.Take(LibRdKafka.AbortTransaction(_client, Milliseconds(timeout))));

    public ProducerResult Flush(TimeSpan timeout)
    {
        var code = (ErrorCode)LibRdKafka.Flush(_client, Milliseconds(timeout));
        return code switch
        {
            ErrorCode.NoError => Settled(ProducerResult.Done),
            ErrorCode.Local_TimedOut => new ProducerResult(ProducerOutcome.Retry, code, "records are not acknowledged"),
            // What became of the records is not known: they go to a new producer, once more.
            _ => new ProducerResult(ProducerOutcome.Fatal, code, NativeText.OfCode((int)code)),
        };
    }

    /// <summary>Drops what is queued and under way and closes the client. It does not wait for brokers.</summary>
    public unsafe void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _ = LibRdKafka.Purge(_client, LibRdKafka.PurgeAll);
        AwaitReports(s_drain);
        _events.Stop();
        foreach (TopicHandle topic in _topicHandles) topic.Dispose();
        _queue.Dispose();
        _clientHandle.Dispose();
        // librdkafka's threads have ended: whatever was not reported is not read any more.
        _deliveries.CloseAll();
        NativeMemory.Free(_fields);
    }

    /// <summary>Asks whether records are still taken: an abortable error makes no event. A call without fields does nothing else.</summary>
    private unsafe ProducerResult MayProduce()
    {
        ProducerResult result = NotProduced(LibRdKafka.Produce(_client, _fields, 0));
        return result.Outcome is ProducerOutcome.Abort or ProducerOutcome.Fatal ? result : ProducerResult.Done;
    }

    private ProducerResult NotProduced(nint error)
    {
        ProducerResult result = NativeError.TakeProduce(error);
        if (result.Outcome != ProducerOutcome.Abort || !_transactional) return result;
        // The call only says that the transaction takes no more records; one that needs another state says why.
        ProducerResult why = NativeError.Take(LibRdKafka.BeginTransaction(_client));
        return why.Outcome is ProducerOutcome.Abort or ProducerOutcome.Fatal ? why : result;
    }

    private ProducerResult Settled(ProducerResult result)
    {
        if (!result.IsDone) return result;
        if (!AwaitReports(s_late)) throw new InvalidOperationException("librdkafka has settled a transaction without reporting all of its records.");
        _deliveries.CloseAll();
        return result;
    }

    private bool AwaitReports(TimeSpan limit)
    {
        long start = Stopwatch.GetTimestamp();
        var spin = default(SpinWait);
        while (!_deliveries.IsReported)
        {
            if (Stopwatch.GetElapsedTime(start) > limit) return false;
            spin.SpinOnce();
        }

        return true;
    }

    private string NameOf(nint topic)
    {
        int index = Array.IndexOf(_topics, topic);
        return index < 0 ? "unknown" : _topicNames[index];
    }

    private static int Milliseconds(TimeSpan time) => (int)Math.Min(time.TotalMilliseconds, int.MaxValue);
}
