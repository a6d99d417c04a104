using System.Text.Json;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Host.Demo;

/// <summary>Picks one record of each entity that belong together: a token transfer, its log, its transaction and its block.</summary>
internal static class RecordSamples
{
    private const int ShownCharacters = 90;

    /// <summary>The samples, in the order of <see cref="Entity"/>; an entity without a record has none.</summary>
    /// <param name="topics">The values of each entity's topic.</param>
    public static IEnumerable<(Entity Entity, byte[] Record)> Pick(IReadOnlyList<IReadOnlyList<byte[]>> topics)
    {
        byte[]? transfer = First(topics[(int)Entity.TokenTransfer]);
        byte[]? log = Find(topics[(int)Entity.Log], "item_id", Text(transfer, "item_id")?.Replace("token_transfer_", "log_", StringComparison.Ordinal));
        byte[]? transaction = Find(topics[(int)Entity.Transaction], "hash", Text(log, "transaction_hash"));
        byte[]? block = Find(topics[(int)Entity.Block], "hash", Text(transaction, "block_hash"));
        byte[]?[] samples = [block, transaction, log, transfer];
        for (int i = 0; i < samples.Length; i++)
        {
            if (samples[i] is { } sample) yield return ((Entity)i, sample);
        }
    }

    /// <summary>A record as lines of <c>key: value</c>, long values cut.</summary>
    public static IEnumerable<(string Key, string Value)> Describe(byte[] record)
    {
        using JsonDocument json = JsonDocument.Parse(record);
        foreach (JsonProperty property in json.RootElement.EnumerateObject())
        {
            string value = property.Value.GetRawText();
            yield return (property.Name, value.Length <= ShownCharacters ? value : $"{value[..ShownCharacters]}… ({value.Length} characters)");
        }
    }

    private static byte[]? First(IReadOnlyList<byte[]> records) => records.Count > 0 ? records[0] : null;

    private static byte[]? Find(IReadOnlyList<byte[]> records, string key, string? value)
    {
        foreach (byte[] record in records)
        {
            if (value is not null && Text(record, key) == value) return record;
        }

        return First(records);
    }

    private static string? Text(byte[]? record, string key)
    {
        if (record is null) return null;
        using JsonDocument json = JsonDocument.Parse(record);
        return json.RootElement.GetProperty(key).GetString();
    }
}
