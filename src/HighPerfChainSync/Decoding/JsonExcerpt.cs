using System.Buffers;
using System.Text;
using System.Text.Json;

namespace HighPerfChainSync.Decoding;

/// <summary>The start of a JSON value as a message shows it: short, and printable whatever the node sent.</summary>
internal static class JsonExcerpt
{
    private const int MaxBytes = 48;

    public static string Of(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject: return "an object";
            case JsonTokenType.StartArray: return "an array";
            case JsonTokenType.Null: return "null";
            case JsonTokenType.True: return "true";
            case JsonTokenType.False: return "false";
        }

        Span<byte> start = stackalloc byte[MaxBytes];
        long total = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        start = start[..(int)Math.Min(total, MaxBytes)];
        if (reader.HasValueSequence) reader.ValueSequence.Slice(0, start.Length).CopyTo(start);
        else reader.ValueSpan[..start.Length].CopyTo(start);

        var text = new StringBuilder(MaxBytes + 32);
        foreach (byte b in start)
            text.Append(b is >= 0x20 and < 0x7F ? (char)b : '.');
        if (total > MaxBytes) text.Append("… (").Append(total).Append(" bytes)");
        return reader.TokenType == JsonTokenType.String ? $"\"{text}\"" : text.ToString();
    }
}
