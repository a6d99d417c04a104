using System.Runtime.InteropServices;

namespace HighPerfChainSync.Kafka.Native;

/// <content>Producers, transactions, and the queue that their events come through.</content>
/// <remarks>Calls on the way of a record take plain pointers: a safe handle costs two interlocked operations a call. Their owner holds the handles.</remarks>
internal static unsafe partial class LibRdKafka
{
    /// <summary><c>RD_KAFKA_MSG_F_COPY</c>.</summary>
    public const int CopyValue = 0x2;

    /// <summary><c>RD_KAFKA_PURGE_F_QUEUE</c>, <c>_INFLIGHT</c> and <c>_NON_BLOCKING</c>: a broker thread that resolves a name is not waited for.</summary>
    public const int PurgeAll = 0x1 | 0x2 | 0x4;

    /// <summary><c>RD_KAFKA_EVENT_DR</c>.</summary>
    public const int EventDelivery = 0x1;

    /// <summary><c>RD_KAFKA_EVENT_LOG</c>.</summary>
    public const int EventLog = 0x4;

    /// <summary><c>RD_KAFKA_EVENT_ERROR</c>.</summary>
    public const int EventError = 0x8;

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_new", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint TopicNew(ClientHandle client, string name, nint configuration);

    [LibraryImport(Name, EntryPoint = "rd_kafka_topic_destroy")]
    public static partial void TopicDestroy(nint topic);

    [LibraryImport(Name, EntryPoint = "rd_kafka_produceva")]
    public static partial nint Produce(nint client, MessageField* fields, nuint count);

    [LibraryImport(Name, EntryPoint = "rd_kafka_flush")]
    public static partial int Flush(nint client, int timeoutMs);

    [LibraryImport(Name, EntryPoint = "rd_kafka_purge")]
    public static partial int Purge(nint client, int flags);

    [LibraryImport(Name, EntryPoint = "rd_kafka_init_transactions")]
    public static partial nint InitTransactions(nint client, int timeoutMs);

    [LibraryImport(Name, EntryPoint = "rd_kafka_begin_transaction")]
    public static partial nint BeginTransaction(nint client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_commit_transaction")]
    public static partial nint CommitTransaction(nint client, int timeoutMs);

    [LibraryImport(Name, EntryPoint = "rd_kafka_abort_transaction")]
    public static partial nint AbortTransaction(nint client, int timeoutMs);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_get_main")]
    public static partial nint QueueGetMain(ClientHandle client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_destroy")]
    public static partial void QueueDestroy(nint queue);

    [LibraryImport(Name, EntryPoint = "rd_kafka_set_log_queue")]
    public static partial int SetLogQueue(ClientHandle client, QueueHandle queue);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_poll")]
    public static partial nint QueuePoll(nint queue, int timeoutMs);

    [LibraryImport(Name, EntryPoint = "rd_kafka_queue_yield")]
    public static partial void QueueYield(QueueHandle queue);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_type")]
    public static partial int EventType(nint @event);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_destroy")]
    public static partial void EventDestroy(nint @event);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_message_array")]
    public static partial nuint EventMessages(nint @event, DeliveredMessage** messages, nuint size);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_error")]
    public static partial int EventErrorCode(nint @event);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_error_string")]
    public static partial nint EventErrorString(nint @event);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_error_is_fatal")]
    public static partial int EventErrorIsFatal(nint @event);

    [LibraryImport(Name, EntryPoint = "rd_kafka_event_log")]
    public static partial int EventLogMessage(nint @event, nint* facility, nint* text, int* level);

    [LibraryImport(Name, EntryPoint = "rd_kafka_message_produce_errstr")]
    public static partial nint MessageErrorText(DeliveredMessage* message);
}
