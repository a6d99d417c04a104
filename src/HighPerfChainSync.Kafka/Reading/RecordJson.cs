using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Writes the value of any record as one line of JSON, for people and for programs that read lines.</summary>
/// <remarks>
/// A JSON record stays byte for byte what it is, unless it has line breaks. Of MessagePack, binary data becomes hexadecimal with 0x, as in JSON
/// records; numbers of more than 64 bits stay text. What is neither becomes a JSON string. Thread: one at a time.
/// </remarks>
public sealed class RecordJson : IDisposable
{
    private const int MaxDepth = 64;
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly Utf8JsonWriter _json;

    /// <summary>Creates it.</summary>
    public RecordJson() => _json = new Utf8JsonWriter(_buffer, s_options);

    /// <summary>Writes a value, without an end of line.</summary>
    public void Write(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!value.ContainsAnyInRange((byte)0, (byte)0x1F) && !RecordScan.IsMessagePack(value) && RecordScan.TryRead(value, out _))
        {
            output.Write(value);
            return;
        }

        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        if (!(RecordScan.IsMessagePack(value) ? TryWriteMessagePack(value) : TryWriteJson(value)))
        {
            _buffer.ResetWrittenCount();
            _json.Reset(_buffer);
            WriteText(value);
        }

        _json.Flush();
        output.Write(_buffer.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private bool TryWriteJson(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            if (reader.BytesConsumed != value.Length && reader.Read()) return false;
            document.WriteTo(_json);
            return true;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The second is for escapes that stand for no character.
            return false;
        }
    }

    private bool TryWriteMessagePack(ReadOnlySpan<byte> value)
    {
        var reader = new MessagePackTokens(value);
        Span<ulong> left = stackalloc ulong[MaxDepth];
        Span<bool> isMap = stackalloc bool[MaxDepth];
        int depth = 0;
        do
        {
            if (!reader.TryRead(out MessagePackToken token)) return false;
            bool isKey = depth > 0 && isMap[depth - 1] && left[depth - 1] % 2 == 0;
            if (depth > 0) left[depth - 1]--;
            if (isKey)
            {
                if (token.Kind != MessagePackKind.Text) return false;
                _json.WritePropertyName(Valid(reader.Bytes(in token)));
            }
            else if (token.Kind is MessagePackKind.Map or MessagePackKind.Array)
            {
                if (depth == MaxDepth) return false;
                left[depth] = token.Following;
                isMap[depth++] = token.Kind == MessagePackKind.Map;
                if (token.Kind == MessagePackKind.Map) _json.WriteStartObject();
                else _json.WriteStartArray();
            }
            else
            {
                WriteValue(in token, reader.Bytes(in token));
            }

            while (depth > 0 && left[depth - 1] == 0)
            {
                if (isMap[--depth]) _json.WriteEndObject();
                else _json.WriteEndArray();
            }
        }
        while (depth > 0);
        return reader.IsAtEnd;
    }

    private void WriteValue(in MessagePackToken token, ReadOnlySpan<byte> bytes)
    {
        switch (token.Kind)
        {
            case MessagePackKind.Text: _json.WriteStringValue(Valid(bytes)); break;
            case MessagePackKind.Binary or MessagePackKind.Extension: _json.WriteStringValue("0x" + Convert.ToHexStringLower(bytes)); break;
            case MessagePackKind.Unsigned: _json.WriteNumberValue(token.Number); break;
            case MessagePackKind.Signed: _json.WriteNumberValue(unchecked((long)token.Number)); break;
            case MessagePackKind.Single: WriteFraction(BitConverter.UInt32BitsToSingle((uint)token.Number)); break;
            case MessagePackKind.Double: WriteFraction(BitConverter.UInt64BitsToDouble(token.Number)); break;
            case MessagePackKind.True: _json.WriteBooleanValue(true); break;
            case MessagePackKind.False: _json.WriteBooleanValue(false); break;
            default: _json.WriteNullValue(); break;
        }
    }

    private void WriteFraction(double value)
    {
        if (double.IsFinite(value)) _json.WriteNumberValue(value);
        else _json.WriteNullValue();
    }

    private void WriteText(ReadOnlySpan<byte> value)
    {
        if (Utf8.IsValid(value)) _json.WriteStringValue(value);
        else _json.WriteStringValue("0x" + Convert.ToHexStringLower(value));
    }

    /// <summary>The writer refuses what is not UTF-8.</summary>
    private static ReadOnlySpan<byte> Valid(ReadOnlySpan<byte> text) =>
        Utf8.IsValid(text) ? text : TextEncoding.UTF8.GetBytes(TextEncoding.UTF8.GetString(text));
}
