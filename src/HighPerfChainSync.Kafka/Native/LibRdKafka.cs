using System.Runtime.InteropServices;

namespace HighPerfChainSync.Kafka.Native;

/// <summary>The functions of librdkafka that we call ourselves (rdkafka.h, rdkafka_mock.h): here configuration, clients and errors.</summary>
internal static partial class LibRdKafka
{
    public const string Name = "librdkafka";

    /// <summary><c>RD_KAFKA_PRODUCER</c>.</summary>
    public const int TypeProducer = 0;

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_new")]
    public static partial nint ConfigurationNew();

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_destroy")]
    public static partial void ConfigurationDestroy(nint configuration);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ConfigurationSet(ConfigurationHandle configuration, string name, string value, Span<byte> error, nuint errorSize);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_set_events")]
    public static partial void ConfigurationSetEvents(ConfigurationHandle configuration, int events);

    [LibraryImport(Name, EntryPoint = "rd_kafka_conf_enable_sasl_queue")]
    public static partial void ConfigurationEnableSaslQueue(ConfigurationHandle configuration, int enable);

    [LibraryImport(Name, EntryPoint = "rd_kafka_new")]
    public static partial ClientHandle New(int type, ConfigurationHandle configuration, Span<byte> error, nuint errorSize);

    [LibraryImport(Name, EntryPoint = "rd_kafka_destroy")]
    public static partial void Destroy(nint client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_sasl_background_callbacks_enable")]
    public static partial nint EnableSaslInBackground(ClientHandle client);

    [LibraryImport(Name, EntryPoint = "rd_kafka_fatal_error")]
    public static partial int FatalError(nint client, Span<byte> text, nuint textSize);

    [LibraryImport(Name, EntryPoint = "rd_kafka_err2str")]
    public static partial nint ErrorText(int code);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_code")]
    public static partial int ErrorCode(nint error);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_string")]
    public static partial nint ErrorString(nint error);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_is_fatal")]
    public static partial int ErrorIsFatal(nint error);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_is_retriable")]
    public static partial int ErrorIsRetriable(nint error);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_txn_requires_abort")]
    public static partial int ErrorRequiresAbort(nint error);

    [LibraryImport(Name, EntryPoint = "rd_kafka_error_destroy")]
    public static partial void ErrorDestroy(nint error);
}
