using System.Text.Json;

namespace HighPerfChainSync.ReplayNode.Recording;

/// <summary>The kinds of line of a recording: header, entry, closing line. Violations are <see cref="FormatException"/> or <see cref="JsonException"/>.</summary>
internal static class RecordingLines
{
    /// <summary>Parses the first line.</summary>
    public static RecordingHeader ParseHeader(ReadOnlyMemory<byte> line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || Text(root, "format") != RecordingHeader.FormatName)
            throw new FormatException($"the header must be an object with \"format\":\"{RecordingHeader.FormatName}\"");
        if (Number(root, "version") != RecordingHeader.Version)
            throw new FormatException($"\"version\" must be {RecordingHeader.Version}");

        var header = new RecordingHeader(
            Text(root, "chainId"), Text(root, "clientVersion"), Number(root, "first"), Number(root, "last"));
        return header.First <= header.Last
            ? header
            : throw new FormatException($"\"first\" ({header.First}) lies behind \"last\" ({header.Last})");
    }

    /// <summary>Whether this is the closing line, which tells a complete recording from one that was cut.</summary>
    public static bool IsClosing(ReadOnlyMemory<byte> line) => line.Span.StartsWith("{\"entries\":"u8);

    /// <summary>Parses the closing line.</summary>
    /// <returns>The number of entries in the recording.</returns>
    public static ulong ParseClosing(ReadOnlyMemory<byte> line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return Number(document.RootElement, "entries");
    }

    /// <summary>Parses a line between header and closing line. What it returns points into the line.</summary>
    public static RecordingEntry ParseEntry(ReadOnlyMemory<byte> line)
    {
        var reader = new Utf8JsonReader(line.Span);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) throw new FormatException("an entry must be a JSON object");

        string? method = null;
        ReadOnlyMemory<byte> parameters = default, answer = default;
        bool isError = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("method"u8))
            {
                reader.Read();
                method = reader.GetString();
            }
            else if (reader.ValueTextEquals("params"u8))
            {
                parameters = RawValue(ref reader, line);
                if (parameters.Span[0] != (byte)'[') throw new FormatException("\"params\" must be an array");
            }
            else if (reader.ValueTextEquals("result"u8) || reader.ValueTextEquals("error"u8))
            {
                if (!answer.IsEmpty) throw new FormatException("an entry has one \"result\" or one \"error\"");
                isError = reader.ValueTextEquals("error"u8);
                answer = RawValue(ref reader, line);
            }
            else
            {
                reader.Skip();
            }
        }

        // Anything behind the object is an error of the reader's own.
        reader.Read();
        if (string.IsNullOrEmpty(method)) throw new FormatException("\"method\" is missing");
        if (parameters.IsEmpty) throw new FormatException("\"params\" is missing");
        if (answer.IsEmpty) throw new FormatException("\"result\" and \"error\" are both missing");
        return new RecordingEntry(method, parameters, answer, isError);
    }

    private static ReadOnlyMemory<byte> RawValue(ref Utf8JsonReader reader, ReadOnlyMemory<byte> line)
    {
        reader.Read();
        int start = (int)reader.TokenStartIndex;
        reader.Skip();
        return line[start..(int)reader.BytesConsumed];
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new FormatException($"\"{name}\" must be a string");

    private static ulong Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong number)
            ? number
            : throw new FormatException($"\"{name}\" must be a whole number");
}
