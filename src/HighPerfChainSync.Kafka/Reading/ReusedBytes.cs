using Confluent.Kafka;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Copies a key or a value out of the client's memory into one buffer that grows to the largest.</summary>
/// <remarks>Owner: the consumer's source; what it gives is valid until it is called again; thread: the consumer's.</remarks>
internal sealed class ReusedBytes : IDeserializer<ReadOnlyMemory<byte>?>
{
    private byte[] _buffer = new byte[4096];

    public ReadOnlyMemory<byte>? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context)
    {
        if (isNull) return null;
        if (data.Length > _buffer.Length) _buffer = new byte[Math.Max(data.Length, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength))];
        data.CopyTo(_buffer);
        return _buffer.AsMemory(0, data.Length);
    }
}
