using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HighPerfChainSync.Benchmarks.Baselines;

/// <summary>Keeps a number of any length as text, and writes it bare: the serializer knows none of 256 bits.</summary>
internal sealed class BareNumberConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        System.Text.Encoding.ASCII.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan);

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options)
    {
        if (value is null) writer.WriteNullValue();
        else writer.WriteRawValue(value, skipInputValidation: true);
    }
}
