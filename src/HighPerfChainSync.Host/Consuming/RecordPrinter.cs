using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.Host.Consuming;

/// <summary>Prints records to a stream, one a line; gathers them until it is full or told to let go.</summary>
internal sealed class RecordPrinter(Stream output, bool isRaw, RecordParts with) : IDisposable
{
    private const int FullBytes = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _buffer = new(2 * FullBytes);
    private readonly ArrayBufferWriter<byte> _value = new();
    private readonly RecordJson _json = new();

    /// <summary>Whether something waits to be let go.</summary>
    public bool HoldsAny => _buffer.WrittenCount > 0;

    /// <summary>Prints a record.</summary>
    /// <exception cref="IOException">Nobody reads the output any more.</exception>
    public void Print(in TopicRecord record)
    {
        if (isRaw)
        {
            if (record.Value is { } bytes) _buffer.Write(bytes.Span);
        }
        else
        {
            if (with == RecordParts.None) WriteValue(in record, _buffer);
            else WriteWithParts(in record);
            _buffer.Write("\n"u8);
        }

        if (_buffer.WrittenCount >= FullBytes) Flush();
    }

    /// <summary>Lets go of what was gathered.</summary>
    /// <exception cref="IOException">Nobody reads the output any more.</exception>
    public void Flush()
    {
        if (!HoldsAny) return;
        output.Write(_buffer.WrittenSpan);
        output.Flush();
        _buffer.ResetWrittenCount();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteValue(in TopicRecord record, IBufferWriter<byte> to)
    {
        if (record.Value is { } value) _json.Write(value.Span, to);
        else to.Write("null"u8);
    }

    private void WriteWithParts(in TopicRecord record)
    {
        using (var line = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            line.WriteStartObject();
            if (with.HasFlag(RecordParts.Topic)) line.WriteString("topic", record.Topic);
            if (with.HasFlag(RecordParts.Partition)) line.WriteNumber("partition", record.Partition);
            if (with.HasFlag(RecordParts.Offset)) line.WriteNumber("offset", record.Offset);
            if (with.HasFlag(RecordParts.Timestamp)) line.WriteNumber("timestamp", record.TimestampMs);
            if (with.HasFlag(RecordParts.Key)) WriteKey(line, record.Key);
            _value.ResetWrittenCount();
            WriteValue(in record, _value);
            line.WritePropertyName("value");
            line.WriteRawValue(_value.WrittenSpan, skipInputValidation: true);
            line.WriteEndObject();
        }
    }

    private static void WriteKey(Utf8JsonWriter line, ReadOnlyMemory<byte>? key)
    {
        if (key is not { } bytes) line.WriteNull("key");
        else if (Utf8.IsValid(bytes.Span)) line.WriteString("key", bytes.Span);
        else line.WriteString("key", "0x" + Convert.ToHexStringLower(bytes.Span));
    }
}
