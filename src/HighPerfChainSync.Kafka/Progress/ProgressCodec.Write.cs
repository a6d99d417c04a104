using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka.Progress;

/// <summary>A <see cref="ProgressRecord"/> as JSON, the value of a record on the progress topic.</summary>
internal static partial class ProgressCodec
{
    /// <summary>Writes a progress as an array of its own.</summary>
    public static byte[] Write(ProgressRecord progress)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(progress, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a progress into a buffer that can be used again: each transaction has one, of 10 KB.</summary>
    public static void Write(ProgressRecord progress, IBufferWriter<byte> buffer)
    {
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("version", ProgressRecord.CurrentVersion);
        json.WriteString("stream", progress.Stream);
        json.WriteNumber("chain_id", progress.ChainId);
        WriteHash(json, "genesis_hash", progress.GenesisHash);
        json.WriteString("instance", progress.Instance);
        WriteParameters(json, progress);
        json.WriteNumber("first", progress.First);
        WriteHash(json, "first_hash", progress.FirstHash);
        if (progress.Last is { } last) json.WriteNumber("number", last.Number);
        else json.WriteNull("number");
        WriteHash(json, "hash", progress.Last?.Hash);
        json.WriteStartObject("topics");
        for (int i = 0; i < progress.Topics.Length; i++) json.WriteNumber(progress.Topics[i], progress.Counts[i]);
        json.WriteEndObject();
        json.WriteStartObject("counted_from");
        for (int i = 0; i < progress.Topics.Length; i++) json.WriteNumber(progress.Topics[i], progress.CountedFrom[i]);
        json.WriteEndObject();
        json.WriteStartArray("recent");
        Span<byte> text = stackalloc byte[2 + (2 * Hash256.Length)];
        foreach (ref readonly Hash256 hash in progress.Recent.AsSpan())
        {
            Hex.Encode(hash.Bytes, text);
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
        WriteVerification(json, progress.Verification);
        json.WriteEndObject();
    }

    private static void WriteParameters(Utf8JsonWriter json, ProgressRecord progress)
    {
        json.WriteString("format", progress.Format);
        json.WriteNumber("schema", progress.Schema);
        json.WriteString("record_schema", RecordFormNames.Of(progress.RecordSchema));
        json.WriteString("numbers", RecordFormNames.Of(progress.Numbers));
        json.WriteString("entities", progress.Entities.ToText());
        json.WriteString("timestamps", ProgressText.Of(progress.Timestamps));
        json.WriteNumber("partitions", progress.Layout.Partitions);
        json.WriteString("partition_by", LayoutNames.Of(progress.Layout.By));
        json.WriteNumber("blocks_per_range", progress.Layout.BlocksPerRange);
        json.WriteString("key", LayoutNames.Of(progress.Layout.Key));
    }

    private static void WriteHash(Utf8JsonWriter json, string name, Hash256? hash)
    {
        if (hash is { } value) json.WriteString(name, value.ToString());
        else json.WriteNull(name);
    }
}
