using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Fuzzing.Targets;

/// <summary>The records of a block that verifies, to compare with.</summary>
internal sealed class VerifiedBlock
{
    private readonly List<byte[]> _records = [];

    /// <summary>Takes them.</summary>
    /// <param name="block">Encoded.</param>
    /// <param name="passed">The checks that it passed.</param>
    public VerifiedBlock(BlockData block, CheckSet passed)
    {
        Passed = passed;
        foreach (ref readonly EncodedRecord record in block.Encoded.Records) _records.Add(block.Encoded.GetSpan(in record).ToArray());
    }

    /// <summary>The checks that it passed.</summary>
    public CheckSet Passed { get; }

    /// <summary>The first field that differs although something protects it, or null.</summary>
    public string? FindDifference(EncodedBlock other)
    {
        ReadOnlySpan<EncodedRecord> records = other.Records;
        if (records.Length != _records.Count) return $"{records.Length} records instead of {_records.Count}";
        for (int i = 0; i < records.Length; i++)
        {
            ReadOnlySpan<byte> record = other.GetSpan(in records[i]);
            if (record.SequenceEqual(_records[i])) continue;
            if (FindDifference(_records[i], record.ToArray()) is { } difference) return difference;
        }

        return null;
    }

    private static string? FindDifference(ReadOnlyMemory<byte> original, ReadOnlyMemory<byte> changed)
    {
        using JsonDocument first = JsonDocument.Parse(original);
        using JsonDocument second = JsonDocument.Parse(changed);
        string type = first.RootElement.GetProperty("type").GetString()!;
        foreach (JsonProperty property in first.RootElement.EnumerateObject())
        {
            JsonElement value = second.RootElement.GetProperty(property.Name);
            if (JsonElement.DeepEquals(property.Value, value) || UnprotectedFields.Allows($"{type}.{property.Name}", first.RootElement, property.Value, value)) continue;
            return $"{type}.{property.Name} is {Text(value)} instead of {Text(property.Value)}";
        }

        return null;
    }

    private static string Text(JsonElement value)
    {
        string text = value.GetRawText();
        return text.Length <= 200 ? text : text[..200] + "…";
    }
}
