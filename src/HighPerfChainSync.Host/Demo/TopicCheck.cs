using System.Text.Json;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Host.Demo;

/// <summary>Compares what a topic holds with what the chain holds: every record once, in order, blocks ascending.</summary>
internal sealed class TopicCheck
{
    private TopicCheck(Entity entity, string topic, int expected)
    {
        Entity = entity;
        Topic = topic;
        Expected = expected;
    }

    /// <summary>What the topic carries.</summary>
    public Entity Entity { get; }

    /// <summary>Its name.</summary>
    public string Topic { get; }

    /// <summary>Records that the chain has.</summary>
    public int Expected { get; }

    /// <summary>Records that the topic has.</summary>
    public int Found { get; private set; }

    /// <summary>Bytes of their values.</summary>
    public long Bytes { get; private set; }

    /// <summary>What is wrong, or null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>Compares.</summary>
    /// <param name="entity">What the topic carries.</param>
    /// <param name="topic">Its name.</param>
    /// <param name="records">The values read back, in order.</param>
    /// <param name="ids">The ids of the chain's records, in order.</param>
    public static TopicCheck Compare(Entity entity, string topic, IReadOnlyList<byte[]> records, IReadOnlyList<string> ids)
    {
        var check = new TopicCheck(entity, topic, ids.Count) { Found = records.Count };
        string numberKey = entity == Entity.Block ? "number" : "block_number";
        ulong block = 0;
        for (int i = 0; i < records.Count; i++)
        {
            check.Bytes += records[i].Length;
            if (check.Problem is not null) continue;
            using JsonDocument json = JsonDocument.Parse(records[i]);
            string? id = json.RootElement.GetProperty("item_id").GetString();
            ulong number = json.RootElement.GetProperty(numberKey).GetUInt64();
            if (number < block)
                check.Problem = $"record {i} is of block {number}, after block {block}";
            else if (i >= ids.Count || id != ids[i])
                check.Problem = $"record {i} is {id} where the chain has {(i < ids.Count ? ids[i] : "no more")}";
            block = number;
        }

        if (check.Problem is null && records.Count != ids.Count)
            check.Problem = $"{records.Count} records where the chain has {ids.Count}";
        return check;
    }
}
