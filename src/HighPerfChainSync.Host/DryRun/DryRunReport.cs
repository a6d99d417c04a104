using System.Globalization;
using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using Spectre.Console;

namespace HighPerfChainSync.Host.DryRun;

/// <summary>Prints what a dry run has found.</summary>
internal sealed class DryRunReport(IAnsiConsole console)
{
    private static readonly Style s_good = new(Color.Green);
    private static readonly Style s_bad = new(Color.Red);
    private static readonly Style s_doubtful = new(Color.Yellow);

    /// <summary>Says what is read, and where it goes.</summary>
    public void Stream(StreamSettings settings, StreamDescription stream)
    {
        Heading($"{settings.Key}: {stream.Chain}");
        Line($"chain id     {Text(stream.Identity.ChainId)}, block 0 {stream.Identity.GenesisHash?.ToString() ?? "not known to the node"}");
        Line($"node         {(stream.Identity.ClientVersion.Length > 0 ? stream.Identity.ClientVersion : "does not say what it is")}");
        Line($"records      {stream.Entities.ToText()} as {stream.Format}");
        if (settings.Kafka is null)
            Line($"written to   {(settings.WritesStandardOutput ? "standard output" : settings.Out == StreamSettings.Nothing ? "nothing" : $"files in '{settings.Out}'")}");
    }

    /// <summary>Says what was found in Kafka, and what would be done there.</summary>
    public void Kafka(KafkaDryRunReport report, StreamDescription stream)
    {
        Line($"written to   Kafka {report.Bootstrap}{(report.Brokers > 0 ? ", " + Counted(report.Brokers, "broker") : "")}");
        Line($"progress     {Progress(report, stream)}");
        if (report.AcceptedChanges is { } changes) Line($"changed      {changes}");
        if (report.Topics.Count > 0) Topics(report.Topics);
        else Line("topics       not looked at (--skip-provisioning)");
        Created(report.Topics);
        Heading("producer settings");
        foreach ((string key, string value) in report.ProducerSettings) Line($"{key}={value}");
        foreach (KafkaTopicReport topic in report.Topics)
        {
            foreach (string warning in topic.Warnings) console.Write(new Text("warning: " + warning + "\n", s_doubtful));
        }

        foreach (string problem in report.Problems) Problem(problem);
    }

    /// <summary>Prints why a stream cannot start.</summary>
    public void Problem(string problem) => console.Write(new Text("refused: " + problem + "\n", s_bad));

    /// <summary>Ends the report.</summary>
    public void Nothing()
    {
        console.WriteLine();
        console.WriteLine("Nothing has been changed.");
    }

    private void Topics(IReadOnlyList<KafkaTopicReport> topics)
    {
        var table = new Table().RoundedBorder().BorderColor(Color.Grey);
        table.AddColumns("topic", "partitions", "replicas", "what a start does");
        table.Columns[1].RightAligned();
        table.Columns[2].RightAligned();
        foreach (KafkaTopicReport topic in topics)
        {
            (string verdict, Style style) = Verdict(topic);
            table.AddRow(new Text(topic.Name), new Text(Text((ulong)topic.Partitions)), new Text(Text((ulong)topic.Replicas)), new Text(verdict, style));
        }

        console.Write(table);
    }

    /// <summary>Prints the settings of topics that would be created; topics with the same ones together.</summary>
    private void Created(IReadOnlyList<KafkaTopicReport> topics)
    {
        IEnumerable<IGrouping<string, KafkaTopicReport>> groups = topics
            .Where(static topic => topic.Settings.Count > 0)
            .GroupBy(static topic => string.Join('\n', topic.Settings.Select(static setting => $"{setting.Key}={setting.Value}")));
        foreach (IGrouping<string, KafkaTopicReport> group in groups)
        {
            Heading("settings of new topics: " + string.Join(", ", group.Select(static topic => topic.Name)));
            foreach (string setting in group.Key.Split('\n')) Line(setting);
        }
    }

    private static (string Verdict, Style Style) Verdict(KafkaTopicReport topic) => topic switch
    {
        { Problems.Count: > 0, Exists: true } => ("refuses it", s_bad),
        { Problems.Count: > 0 } => ("cannot create it", s_bad),
        { Exists: false } => ("creates it", s_good),
        { Warnings.Count: > 0 } => ("uses it, with a warning", s_doubtful),
        _ => ("uses it as it is", s_good),
    };

    private static string Progress(KafkaDryRunReport report, StreamDescription stream) => report.Progress is { } last
        ? $"topic {report.ProgressTopic}: resumes after block {Text(last.Number)} ({last.Hash})"
        : $"topic {report.ProgressTopic}: none found, begins at block {Text(stream.FirstBlock)}";

    private void Heading(string text)
    {
        console.WriteLine();
        console.WriteLine(text);
    }

    // Not wrapped: a line may be searched for and copied.
    private void Line(string text) => console.Profile.Out.Writer.WriteLine("  " + text);

    private static string Counted(int count, string thing) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {thing}{(count == 1 ? "" : "s")}");

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
