using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka.Progress;

/// <summary>Reads what may have been written by anybody who can write to the topic: every value is checked before it is believed.</summary>
internal static partial class ProgressCodec
{
    /// <summary>Far more than any record of ours has.</summary>
    private const int MaxBytes = 1 << 20;

    /// <summary>The longest name that a topic can have; longer than any other text of ours.</summary>
    private const int MaxText = 249;

    /// <summary>A key that occurs twice would let two readers see two different records.</summary>
    private static readonly JsonDocumentOptions s_json = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <exception cref="ChainSyncException">The record is not one of ours, or of a later version.</exception>
    public static ProgressRecord Read(ReadOnlySpan<byte> value, string topic)
    {
        try
        {
            if (value.Length > MaxBytes) throw new FormatException("It is too long.");
            using JsonDocument document = JsonDocument.Parse(value.ToArray(), s_json);
            return Read(document.RootElement, topic);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ChainSyncException(
                ChainSyncError.ProgressMismatch,
                $"The last record of topic '{topic}' is not a progress record: {Shown(exception.Message)} Another program writes there; give this stream a topic of its own.",
                exception);
        }
    }

    /// <summary>The parser quotes what it cannot read, however long that is.</summary>
    private static string Shown(string message) => message.Length <= MaxText ? message : string.Concat(message.AsSpan(0, MaxText), "…");

    private static ProgressRecord Read(JsonElement json, string topic)
    {
        int version = json.GetProperty("version").GetInt32();
        if (version is < 1 or > ProgressRecord.CurrentVersion)
        {
            throw new ChainSyncException(
                ChainSyncError.ProgressMismatch,
                $"The progress in topic '{topic}' has version {version}; this program knows 1 to {ProgressRecord.CurrentVersion}. Use the program that wrote it, or a later one.");
        }

        JsonElement number = json.GetProperty("number");
        var progress = new ProgressRecord
        {
            Stream = Text(json, "stream"),
            ChainId = json.GetProperty("chain_id").GetUInt64(),
            GenesisHash = ReadHash(json.GetProperty("genesis_hash")),
            Format = Text(json, "format"),
            Entities = EntityNames.Parse(Text(json, "entities")),
            First = json.GetProperty("first").GetUInt64(),
            Instance = Text(json, "instance"),
            Topics = ReadTopics(json.GetProperty("topics"), static count => count.GetInt64() is >= 0 and long records ? records : throw new FormatException("A count is negative."), out long[] counts),
            Counts = counts,
            CountedFrom = [],
            Last = number.ValueKind == JsonValueKind.Null
                ? null
                : new StreamProgress(number.GetUInt64(), ReadHash(json.GetProperty("hash")) ?? throw new FormatException("The hash is null.")),
            Recent = ReadRecent(json.GetProperty("recent")),
            Verification = ReadVerification(json),
        };
        return Checked(version == 1 ? FromVersion1(progress) : WithParameters(progress, json));
    }

    /// <summary>Version 1 knew one partition, no keys and no changes.</summary>
    private static ProgressRecord FromVersion1(ProgressRecord progress)
    {
        var countedFrom = new ulong[progress.Topics.Length];
        Array.Fill(countedFrom, progress.First);
        return progress with { CountedFrom = countedFrom };
    }

    private static ProgressRecord WithParameters(ProgressRecord progress, JsonElement json)
    {
        string[] topics = ReadTopics(json.GetProperty("counted_from"), static from => from.GetUInt64(), out ulong[] countedFrom);
        if (!topics.AsSpan().SequenceEqual(progress.Topics)) throw new FormatException("'topics' and 'counted_from' differ.");
        int partitions = json.GetProperty("partitions").GetInt32();
        int blocksPerRange = json.GetProperty("blocks_per_range").GetInt32();
        if (partitions < 1 || blocksPerRange < 0) throw new FormatException("The partitioning is impossible.");
        return progress with
        {
            Schema = json.GetProperty("schema").GetInt32() is > 0 and int schema ? schema : throw new FormatException("The schema is impossible."),
            RecordSchema = json.TryGetProperty("record_schema", out _) ? RecordFormNames.ParseSchema(Text(json, "record_schema")) : RecordSchema.Plain,
            Numbers = json.TryGetProperty("numbers", out _) ? RecordFormNames.ParseNumbers(Text(json, "numbers")) : NumberForm.Number,
            Timestamps = ProgressText.ParseTimestamps(Text(json, "timestamps")),
            Layout = new TopicLayout(partitions, LayoutNames.ParseBy(Text(json, "partition_by")), blocksPerRange, LayoutNames.ParseKey(Text(json, "key"))),
            FirstHash = ReadHash(json.GetProperty("first_hash")),
            CountedFrom = countedFrom,
        };
    }

    private static ProgressRecord Checked(ProgressRecord progress)
    {
        if (progress.Last is { } last ? last.Number < progress.First : progress.Recent.Length > 0 || progress.FirstHash is not null)
            throw new FormatException("The block is not one of the stream.");
        if (progress.Recent.Length > 0 && progress.Recent[^1] != progress.Last!.Hash)
            throw new FormatException("The newest of the recent hashes is not the block's.");
        return progress;
    }

    private static string[] ReadTopics<T>(JsonElement json, Func<JsonElement, T> read, out T[] values)
    {
        var topics = new List<string>();
        var found = new List<T>();
        foreach (JsonProperty property in json.EnumerateObject())
        {
            topics.Add(property.Name.Length <= MaxText ? property.Name : throw new FormatException("A topic's name is too long."));
            found.Add(read(property.Value));
        }

        values = [.. found];
        return [.. topics];
    }

    private static Hash256[] ReadRecent(JsonElement json)
    {
        if (json.GetArrayLength() > ProgressRecord.MaxRecent) throw new FormatException("There are too many recent hashes.");
        var recent = new List<Hash256>();
        foreach (JsonElement hash in json.EnumerateArray())
            recent.Add(ReadHash(hash) ?? throw new FormatException("A recent hash is null."));
        return [.. recent];
    }

    private static string Text(JsonElement json, string name)
    {
        string text = json.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null.");
        foreach (char c in text)
        {
            if (char.IsControl(c)) throw new FormatException($"'{name}' has a control character.");
        }

        return text.Length <= MaxText ? text : throw new FormatException($"'{name}' is too long.");
    }

    private static Hash256? ReadHash(JsonElement json) =>
        json.GetString() is { } text ? Hash256.Parse(text) : null;
}
