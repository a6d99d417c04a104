using System.Runtime.InteropServices;

namespace HighPerfChainSync.Kafka.Native;

/// <summary>A <c>rd_kafka_conf_t</c>. A client that is made from it owns it from then on.</summary>
internal sealed class ConfigurationHandle : SafeHandle
{
    private const int ErrorSize = 512;

    public ConfigurationHandle()
        : base(0, ownsHandle: true) => SetHandle(LibRdKafka.ConfigurationNew());

    public override bool IsInvalid => handle == 0;

    /// <summary>Sets a property.</summary>
    /// <returns>Why librdkafka refuses it, or null. The text may repeat the value.</returns>
    public string? TrySet(string key, string value)
    {
        Span<byte> error = stackalloc byte[ErrorSize];
        error.Clear();
        return LibRdKafka.ConfigurationSet(this, key, value, error, ErrorSize) == 0 ? null : NativeText.Read(error);
    }

    /// <summary>Makes a producer.</summary>
    /// <param name="error">Why there is none.</param>
    public ClientHandle? TryCreateProducer(out string error)
    {
        Span<byte> text = stackalloc byte[ErrorSize];
        text.Clear();
        ClientHandle client = LibRdKafka.New(LibRdKafka.TypeProducer, this, text, ErrorSize);
        error = NativeText.Read(text);
        if (client.IsInvalid)
        {
            client.Dispose();
            return null; // librdkafka takes the configuration over only when it succeeds.
        }

        SetHandleAsInvalid();
        return client;
    }

    protected override bool ReleaseHandle()
    {
        LibRdKafka.ConfigurationDestroy(handle);
        return true;
    }
}
