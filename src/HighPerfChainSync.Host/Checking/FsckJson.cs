using System.Text.Json;
using HighPerfChainSync.Checking;
using HighPerfChainSync.Kafka.Checking;

namespace HighPerfChainSync.Host.Checking;

/// <summary>The result of an <c>fsck</c> for programs: one JSON object on one line.</summary>
internal static class FsckJson
{
    /// <summary>Writes it.</summary>
    public static void Write(TopicCheckReport report, Stream output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteBoolean("sound", report.IsSound);
            json.WriteString("stream", report.Stream);
            json.WriteString("schema", report.Schema);
            json.WriteString("profile", report.Profile);
            WriteNumber(json, "first", report.First);
            WriteNumber(json, "last", report.Last);
            json.WriteNumber("blocks", report.Blocks);
            json.WriteNumber("records", report.Records);
            json.WriteNumber("retractions", report.Retractions);
            json.WriteNumber("seconds", Math.Round(report.Elapsed.TotalSeconds, 3));
            json.WriteStartArray("checks");
            foreach (StoredCheckRow row in report.Checks) WriteCheck(json, row);
            json.WriteEndArray();
            json.WriteNumber("fault_count", report.FaultCount);
            json.WriteStartArray("faults");
            foreach (StoredFault fault in report.Faults) WriteFault(json, fault);
            json.WriteEndArray();
            json.WriteStartArray("notes");
            foreach (string note in report.Notes) json.WriteStringValue(note);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
        output.Flush();
    }

    private static void WriteCheck(Utf8JsonWriter json, StoredCheckRow row)
    {
        json.WriteStartObject();
        json.WriteString("check", row.Check);
        json.WriteNumber("holds", row.Passed);
        json.WriteNumber("faults", row.Failed);
        json.WriteStartObject("not_checked");
        foreach ((string reason, long count) in row.NotChecked) json.WriteNumber(reason, count);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteFault(Utf8JsonWriter json, StoredFault fault)
    {
        json.WriteStartObject();
        json.WriteString("check", fault.Check);
        WriteNumber(json, "block", fault.Block);
        json.WriteString("topic", fault.Place?.Topic);
        WriteNumber(json, "partition", (ulong?)fault.Place?.Partition);
        WriteNumber(json, "offset", (ulong?)fault.Place?.Offset);
        json.WriteString("message", fault.Message);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, ulong? number)
    {
        if (number is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
