using System.Text.Json;

namespace HighPerfChainSync.Kafka.Progress;

/// <content>What was checked. Records of programs that did not write it lack it; those that do not know it pass over it.</content>
internal static partial class ProgressCodec
{
    private const string VerificationName = "verification";

    private static void WriteVerification(Utf8JsonWriter json, ProgressVerification? verification)
    {
        if (verification is null) return;
        json.WriteStartObject(VerificationName);
        json.WriteString("level", verification.Level);
        json.WriteNumber("since", verification.Since);
        json.WriteNumber("blocks", verification.Blocks);
        WriteCounts(json, "unverifiable", verification.Unverifiable);
        WriteCounts(json, "failed", verification.Failed);
        json.WriteEndObject();
    }

    private static ProgressVerification? ReadVerification(JsonElement progress)
    {
        if (!progress.TryGetProperty(VerificationName, out JsonElement json) || json.ValueKind == JsonValueKind.Null) return null;
        return new ProgressVerification
        {
            Level = Text(json, "level"),
            Since = json.GetProperty("since").GetUInt64(),
            Blocks = ReadCount(json.GetProperty("blocks")),
            Unverifiable = ReadCounts(json.GetProperty("unverifiable")),
            Failed = ReadCounts(json.GetProperty("failed")),
        };
    }

    private static void WriteCounts(Utf8JsonWriter json, string name, SortedDictionary<string, long> counts)
    {
        json.WriteStartObject(name);
        foreach ((string key, long count) in counts) json.WriteNumber(key, count);
        json.WriteEndObject();
    }

    private static SortedDictionary<string, long> ReadCounts(JsonElement json)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (JsonProperty property in json.EnumerateObject())
        {
            if (property.Name.Length > MaxText || counts.Count == ProgressVerification.MaxCounts) throw new FormatException("'verification' is too long.");
            counts[property.Name] = ReadCount(property.Value);
        }

        return counts;
    }

    private static long ReadCount(JsonElement json) =>
        json.GetInt64() is >= 0 and long count ? count : throw new FormatException("A count of 'verification' is negative.");
}
