using System.Globalization;
using HighPerfChainSync.Records;
using Spectre.Console;

namespace HighPerfChainSync.Host.Demo;

/// <summary>Prints what the demo did and found.</summary>
internal sealed class DemoReport(IAnsiConsole console)
{
    /// <summary>Says something in a line.</summary>
    public void Say(string text) => console.WriteLine(text);

    /// <summary>Prints the table of the topics.</summary>
    public void Topics(IReadOnlyList<TopicCheck> checks)
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey);
        table.AddColumns("topic", "records read back", "records on the chain", "bytes", "each once, in order");
        for (int i = 1; i <= 3; i++) table.Columns[i].RightAligned();
        foreach (TopicCheck check in checks)
        {
            table.AddRow(
                new Text(check.Topic, new Style(Color.Green)),
                new Text(Number(check.Found)),
                new Text(Number(check.Expected)),
                new Text(Number(check.Bytes)),
                check.Problem is null ? new Text("yes") : new Text("NO: " + check.Problem, new Style(Color.Red)));
        }

        console.Write(table);
    }

    /// <summary>Prints a record.</summary>
    public void Sample(Entity entity, byte[] record)
    {
        console.WriteLine();
        console.Write(new Text($"one {entity.Singular()}:", new Style(Color.Green)));
        console.WriteLine();
        foreach ((string key, string value) in RecordSamples.Describe(record))
        {
            console.WriteLine($"  {key}: {value}");
        }
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
