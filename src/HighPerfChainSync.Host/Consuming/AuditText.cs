using System.Globalization;
using HighPerfChainSync.Host.Display;
using HighPerfChainSync.Kafka.Auditing;
using Spectre.Console;

namespace HighPerfChainSync.Host.Consuming;

/// <summary>The result of an audit for people: a table, the first faults, one sentence.</summary>
internal static class AuditText
{
    private static readonly (string Heading, AuditFaultKind Kind)[] s_faults =
    [
        ("gaps", AuditFaultKind.Gap),
        ("duplicates", AuditFaultKind.Duplicate),
        ("order", AuditFaultKind.Order),
        ("mismatches", AuditFaultKind.Mismatch),
        ("foreign", AuditFaultKind.Foreign),
    ];

    /// <summary>Writes it.</summary>
    public static void Write(AuditReport report, Stream output)
    {
        using var writer = new StreamWriter(output, leaveOpen: true);
        IAnsiConsole console = Terminal.ForReport(writer);
        console.Write(TableOf(report));
        foreach (TopicFindings topic in report.Topics)
        {
            foreach (AuditFault fault in topic.Examples) console.WriteLine(Describe(fault));
        }

        foreach (string note in report.Notes) console.WriteLine(note);
        console.WriteLine(Verdict(report));
    }

    private static Table TableOf(AuditReport report)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("topic");
        foreach (string heading in (ReadOnlySpan<string>)["records", "retracted", "blocks", "first", "last"]) table.AddColumn(new TableColumn(heading).RightAligned());
        foreach ((string heading, _) in s_faults) table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (TopicFindings topic in report.Topics)
        {
            var cells = new List<Markup>
            {
                new(Markup.Escape(topic.Topic)), Cell(topic.Records), Cell(topic.Retractions), Cell(topic.Blocks),
                new(topic.FirstBlock?.ToString(CultureInfo.InvariantCulture) ?? ""), new(topic.LastBlock?.ToString(CultureInfo.InvariantCulture) ?? ""),
            };
            foreach ((_, AuditFaultKind kind) in s_faults) cells.Add(topic.CountOf(kind) == 0 ? new Markup("0") : Cell(topic.CountOf(kind), "red"));
            table.AddRow(cells);
        }

        return table;
    }

    private static Markup Cell(long count, string colour = "default") =>
        new($"[{colour}]{count.ToString("N0", CultureInfo.InvariantCulture)}[/]");

    private static string Describe(AuditFault fault)
    {
        string where = fault.Topic;
        if (fault.Partition is { } partition) where = string.Create(CultureInfo.InvariantCulture, $"{where}, partition {partition}");
        if (fault.Offset is { } offset) where = string.Create(CultureInfo.InvariantCulture, $"{where}, offset {offset}");
        return $"{where}: {fault.Message}";
    }

    private static string Verdict(AuditReport report)
    {
        string speed = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Records:N0} records in {report.Elapsed.TotalSeconds:F1} s, {report.Records / Math.Max(0.001, report.Elapsed.TotalSeconds):N0}/s");
        if (!report.IsSound) return $"Faults were found ({speed}).";
        string progress = report.Stream is null ? "" : $", and as many as the progress of {report.Stream} counts";
        if (report.LastBlock is { } last) progress = string.Create(CultureInfo.InvariantCulture, $"{progress} up to block {last}");
        return $"Sound: no gap, nothing twice, in order{progress} ({speed}).";
    }
}
