using System.Text.Json;
using HighPerfChainSync.Primitives;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Reads the <see cref="RecordFields"/> of a record, JSON or MessagePack, in one pass and without making objects of it.</summary>
internal static class RecordScan
{
    /// <summary>Whether a value begins like a MessagePack map, which no JSON text does.</summary>
    public static bool IsMessagePack(ReadOnlySpan<byte> value) => value.Length > 0 && value[0] is (>= 0x80 and <= 0x8F) or 0xDE or 0xDF;

    /// <summary>Reads a record.</summary>
    /// <returns>False when it is neither a JSON object nor a MessagePack map, whole and with nothing behind it.</returns>
    public static bool TryRead(ReadOnlySpan<byte> value, out RecordFields fields)
    {
        fields = default;
        if (value.IsEmpty) return false;
        try
        {
            return IsMessagePack(value) ? TryReadMessagePack(value, ref fields) : TryReadJson(value, ref fields);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryReadJson(ReadOnlySpan<byte> json, ref RecordFields fields)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ScannedField field = RecordFields.Find(reader.ValueSpan);
            reader.Read();
            if (field == ScannedField.None)
            {
                reader.Skip();
                continue;
            }

            switch (reader.TokenType)
            {
                case JsonTokenType.String: fields.SetText(field, reader.ValueSpan); break;
                case JsonTokenType.Number when reader.TryGetUInt64(out ulong number): fields.Set(field, number); break;
                case JsonTokenType.True when field == ScannedField.Removed: fields.IsRemoved = true; break;
                default: reader.Skip(); break;
            }
        }

        return reader.TokenType == JsonTokenType.EndObject && !reader.Read();
    }

    private static bool TryReadMessagePack(ReadOnlySpan<byte> value, ref RecordFields fields)
    {
        var reader = new MessagePackTokens(value);
        if (!reader.TryRead(out MessagePackToken map)) return false;
        for (uint i = 0; i < map.Count; i++)
        {
            if (!reader.TryRead(out MessagePackToken key)) return false;
            ScannedField field = key.Kind == MessagePackKind.Text ? RecordFields.Find(reader.Bytes(in key)) : ScannedField.None;
            if (!reader.TrySkipRest(in key) || !reader.TryRead(out MessagePackToken token)) return false;
            if (field != ScannedField.None) Take(field, in token, reader.Bytes(in token), ref fields);
            if (!reader.TrySkipRest(in token)) return false;
        }

        return reader.IsAtEnd;
    }

    private static void Take(ScannedField field, in MessagePackToken token, ReadOnlySpan<byte> bytes, ref RecordFields fields)
    {
        switch (token.Kind)
        {
            case MessagePackKind.Unsigned: fields.Set(field, token.Number); break;
            case MessagePackKind.Text: fields.SetText(field, bytes); break;
            case MessagePackKind.Binary when bytes.Length == Hash256.Length: fields.Set(field, new Hash256(bytes)); break;
            case MessagePackKind.True when field == ScannedField.Removed: fields.IsRemoved = true; break;
            default: break;
        }
    }
}
