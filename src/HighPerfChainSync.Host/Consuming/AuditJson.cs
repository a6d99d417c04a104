using System.Text.Json;
using HighPerfChainSync.Kafka.Auditing;

namespace HighPerfChainSync.Host.Consuming;

/// <summary>The result of an audit for programs: one JSON object on one line.</summary>
internal static class AuditJson
{
    /// <summary>Writes it.</summary>
    public static void Write(AuditReport report, Stream output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteBoolean("sound", report.IsSound);
            json.WriteString("stream", report.Stream);
            WriteNumber(json, "last_block", report.LastBlock);
            json.WriteNumber("records", report.Records);
            json.WriteNumber("seconds", Math.Round(report.Elapsed.TotalSeconds, 3));
            json.WriteStartArray("topics");
            foreach (TopicFindings topic in report.Topics) WriteTopic(json, topic);
            json.WriteEndArray();
            json.WriteStartArray("notes");
            foreach (string note in report.Notes) json.WriteStringValue(note);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
        output.Flush();
    }

    private static void WriteTopic(Utf8JsonWriter json, TopicFindings topic)
    {
        json.WriteStartObject();
        json.WriteString("topic", topic.Topic);
        json.WriteNumber("partitions", topic.Partitions);
        json.WriteNumber("records", topic.Records);
        json.WriteNumber("retractions", topic.Retractions);
        json.WriteNumber("blocks", topic.Blocks);
        WriteNumber(json, "first", topic.FirstBlock);
        WriteNumber(json, "last", topic.LastBlock);
        json.WriteNumber("gaps", topic.CountOf(AuditFaultKind.Gap));
        json.WriteNumber("duplicates", topic.CountOf(AuditFaultKind.Duplicate));
        json.WriteNumber("order", topic.CountOf(AuditFaultKind.Order));
        json.WriteNumber("mismatches", topic.CountOf(AuditFaultKind.Mismatch));
        json.WriteNumber("foreign", topic.CountOf(AuditFaultKind.Foreign));
        json.WriteStartArray("examples");
        foreach (AuditFault fault in topic.Examples)
        {
            json.WriteStartObject();
            json.WriteString("kind", fault.Kind.ToString().ToLowerInvariant());
            WriteNumber(json, "partition", (ulong?)fault.Partition);
            WriteNumber(json, "offset", (ulong?)fault.Offset);
            WriteNumber(json, "block", fault.Block);
            json.WriteString("message", fault.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, ulong? number)
    {
        if (number is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
