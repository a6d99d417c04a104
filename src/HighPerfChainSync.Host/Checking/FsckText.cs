using System.Globalization;
using HighPerfChainSync.Checking;
using HighPerfChainSync.Host.Display;
using HighPerfChainSync.Kafka.Checking;
using Spectre.Console;

namespace HighPerfChainSync.Host.Checking;

/// <summary>The result of an <c>fsck</c> for a reader: a table of the checks, the first faults, a verdict.</summary>
internal static class FsckText
{
    /// <summary>Writes it.</summary>
    public static void Write(TopicCheckReport report, Stream output)
    {
        using var writer = new StreamWriter(output, leaveOpen: true);
        IAnsiConsole console = Terminal.ForReport(writer);
        console.Write(TableOf(report));
        foreach (StoredFault fault in report.Faults) console.WriteLine(Describe(fault));
        long more = report.FaultCount - report.Faults.Count;
        if (more > 0) console.WriteLine($"… and {Number(more)} faults more.");
        foreach (string note in report.Notes) console.WriteLine(note);
        console.WriteLine(Verdict(report));
    }

    private static Table TableOf(TopicCheckReport report)
    {
        var table = new Table { Border = TableBorder.Rounded };
        table.AddColumn("check");
        foreach (string heading in (ReadOnlySpan<string>)["holds", "faults", "not checked"]) table.AddColumn(new TableColumn(heading).RightAligned());
        table.AddColumn("because");
        foreach (StoredCheckRow row in report.Checks)
        {
            long skipped = 0;
            foreach (long count in row.NotChecked.Values) skipped += count;
            table.AddRow(
                new Markup(Markup.Escape(row.Check)), new Markup(Number(row.Passed)),
                new Markup(row.Failed == 0 ? "0" : $"[red]{Number(row.Failed)}[/]"), new Markup(Number(skipped)),
                new Markup(Markup.Escape(string.Join("; ", row.NotChecked.Keys))));
        }

        return table;
    }

    private static string Describe(StoredFault fault)
    {
        string where = fault.Place is { } place ? place.ToString() + ", " : "";
        if (fault.Block is { } block) where = string.Create(CultureInfo.InvariantCulture, $"{where}block {block}, ");
        return $"{where}{fault.Check}: {fault.Message}";
    }

    private static string Verdict(TopicCheckReport report)
    {
        string speed = string.Create(
            CultureInfo.InvariantCulture, $"{report.Blocks / Math.Max(0.001, report.Elapsed.TotalSeconds):N0} blocks/s");
        string what = string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Stream}, blocks {report.First} to {report.Last}: {report.Blocks:N0} blocks of {report.Records:N0} records ({report.Retractions:N0} retractions), schema {report.Schema}, profile {report.Profile}, {report.Elapsed.TotalSeconds:F1} s, {speed}");
        return report.IsSound ? $"No fault. {what}." : $"{Number(report.FaultCount)} faults. {what}.";
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
