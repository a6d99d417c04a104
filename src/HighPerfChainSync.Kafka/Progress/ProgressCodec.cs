using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka.Progress;

/// <summary>A <see cref="ProgressRecord"/> as JSON, the value of a record on the progress topic.</summary>
internal static class ProgressCodec
{
    public static byte[] Write(ProgressRecord progress)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", ProgressRecord.CurrentVersion);
            json.WriteString("stream", progress.Stream);
            json.WriteNumber("chain_id", progress.ChainId);
            WriteHash(json, "genesis_hash", progress.GenesisHash);
            json.WriteString("format", progress.Format);
            json.WriteString("entities", progress.Entities.ToText());
            json.WriteNumber("first", progress.First);
            json.WriteString("instance", progress.Instance);
            if (progress.Last is { } last) json.WriteNumber("number", last.Number);
            else json.WriteNull("number");
            WriteHash(json, "hash", progress.Last?.Hash);
            json.WriteStartObject("topics");
            for (int i = 0; i < progress.Topics.Length; i++) json.WriteNumber(progress.Topics[i], progress.Counts[i]);
            json.WriteEndObject();
            json.WriteStartArray("recent");
            foreach (Hash256 hash in progress.Recent) json.WriteStringValue(hash.ToString());
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <exception cref="ChainSyncException">The record is not one of ours, or of a later version.</exception>
    public static ProgressRecord Read(ReadOnlySpan<byte> value, string topic)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            using JsonDocument document = JsonDocument.ParseValue(ref reader);
            return Read(document.RootElement, topic);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ChainSyncException(
                ChainSyncError.ProgressMismatch,
                $"The last record of topic '{topic}' is not a progress record: {exception.Message} Another program writes there; give this stream a topic of its own.",
                exception);
        }
    }

    private static ProgressRecord Read(JsonElement json, string topic)
    {
        int version = json.GetProperty("version").GetInt32();
        if (version != ProgressRecord.CurrentVersion)
        {
            throw new ChainSyncException(
                ChainSyncError.ProgressMismatch,
                $"The progress in topic '{topic}' has version {version}; this program knows {ProgressRecord.CurrentVersion}. Use the program that wrote it, or a later one.");
        }

        var topics = new List<string>();
        var counts = new List<long>();
        foreach (JsonProperty property in json.GetProperty("topics").EnumerateObject())
        {
            topics.Add(property.Name);
            counts.Add(property.Value.GetInt64());
        }

        var recent = new List<Hash256>();
        foreach (JsonElement hash in json.GetProperty("recent").EnumerateArray())
            recent.Add(ReadHash(hash) ?? throw new FormatException("A recent hash is null."));

        JsonElement number = json.GetProperty("number");
        return new ProgressRecord
        {
            Stream = Text(json, "stream"),
            ChainId = json.GetProperty("chain_id").GetUInt64(),
            GenesisHash = ReadHash(json.GetProperty("genesis_hash")),
            Format = Text(json, "format"),
            Entities = EntityNames.Parse(Text(json, "entities")),
            First = json.GetProperty("first").GetUInt64(),
            Instance = Text(json, "instance"),
            Topics = [.. topics],
            Counts = [.. counts],
            Last = number.ValueKind == JsonValueKind.Null
                ? null
                : new StreamProgress(number.GetUInt64(), ReadHash(json.GetProperty("hash")) ?? throw new FormatException("The hash is null.")),
            Recent = [.. recent],
        };
    }

    private static string Text(JsonElement json, string name) =>
        json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");

    private static Hash256? ReadHash(JsonElement json) =>
        json.GetString() is { } text ? Hash256.Parse(text) : null;

    private static void WriteHash(Utf8JsonWriter json, string name, Hash256? hash)
    {
        if (hash is { } value) json.WriteString(name, value.ToString());
        else json.WriteNull(name);
    }
}
