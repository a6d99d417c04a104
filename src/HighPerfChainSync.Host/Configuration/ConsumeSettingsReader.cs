using System.Globalization;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Reading;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>Reads and checks the settings of <c>consume</c>.</summary>
internal static class ConsumeSettingsReader
{
    private const long MaxLast = 1_000_000;

    /// <summary>Reads everything.</summary>
    /// <param name="configuration">All sources, the command line last.</param>
    /// <param name="topics">The topics that the command line names.</param>
    /// <exception cref="Diagnostics.ChainSyncException">Something cannot be used; the message names every key.</exception>
    public static ConsumeSettings Read(IConfiguration configuration, string[] topics)
    {
        var problems = new SettingsProblems();
        LogSettings log = HostSettings.ReadLog(new SettingsSection(configuration.GetSection("Log"), problems));
        var stream = new SettingsSection(configuration.GetSection("Streams:0"), problems);
        var kafka = stream.Section("Kafka");
        var section = new SettingsSection(configuration.GetSection("Consume"), problems);
        string? bootstrap = kafka.Text("Bootstrap");
        if (bootstrap is null) kafka.Problem("Bootstrap", "nothing says which Kafka to read.");
        bool audit = section.Flag("Audit");
        bool json = section.Flag("Json");
        if (!audit && topics.Length == 0) problems.Add("TOPIC", "name one topic or more; only the audit knows which belong to a chain.");
        foreach (string topic in topics)
        {
            if (topic.StartsWith('-')) problems.Add(topic, "there is no such option, and no topic can be called so.");
        }

        if (!audit && json) section.Problem("Json", "this belongs to the audit; records are JSON anyway.");
        var settings = new ConsumeSettings
        {
            Reader = ReadReader(section) with { BootstrapServers = bootstrap ?? "", Topics = topics, Config = kafka.Map("Config") },
            Chain = stream.Text("Chain"),
            ProgressTopicTemplate = kafka.Text(nameof(KafkaSinkOptions.ProgressTopicTemplate)),
            IsRaw = section.Choice("Format", false, ("json", false), ("raw", true)),
            With = section.Parse("With", RecordParts.None, ParseParts),
            Audit = audit,
            Json = json,
            Log = log,
        };
        if (settings.IsRaw && settings.With != RecordParts.None) section.Problem("With", "raw values have nothing around them.");
        if (audit) RefuseWithAudit(section);
        section.RefuseUnknown();
        problems.ThrowIfAny();
        return settings;
    }

    private static TopicReaderOptions ReadReader(SettingsSection section)
    {
        ReadStart start = ReadStart.Beginning;
        string? first = null;
        Take("From", ParseBlock);
        Take("At", ParseTime);
        Take("Offset", ParseOffset);
        Take("Last", static text => ReadStart.AtLast(ParseNumber(text, 1, MaxLast)));
        ulong? from = section.Text("From") is { } text && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : null;
        ulong? to = section.Parse<ulong?>("To", null, static value => ParseHeight(value));
        if (from > to) section.Problem("To", $"the last block {to} lies before the first one, {from}.");
        return new TopicReaderOptions
        {
            BootstrapServers = "",
            Topics = [],
            Start = start,
            ToBlock = to,
            MaxRecords = section.Parse<long?>("Max", null, static value => ParseNumber(value, 1, long.MaxValue)),
            Follow = section.Flag("Follow"),
        };

        void Take(string key, Func<string, ReadStart> parse)
        {
            if (section.Text(key) is null) return;
            start = section.Parse(key, start, parse);
            if (first is null) first = key;
            else section.Problem(key, $"there is one place to begin at: give this or {SettingsProblems.Describe(section.KeyOf(first))}.");
        }
    }

    private static void RefuseWithAudit(SettingsSection section)
    {
        foreach (string key in (ReadOnlySpan<string>)["From", "At", "Offset", "Last", "To", "Max", "Follow", "Format", "With"])
        {
            if (section.Text(key) is not null) section.Problem(key, "an audit reads whole topics and prints no records.");
        }
    }

    private static ReadStart ParseBlock(string text) => ReadStart.AtBlock(ParseHeight(text));

    private static ulong ParseHeight(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : throw new FormatException($"'{text}' is not a block number.");

    private static long ParseNumber(string text, long min, long max) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= min && number <= max
            ? number
            : throw new FormatException($"'{text}' is not a whole number from {min}{(max == long.MaxValue ? "" : $" to {max}")}.");

    private static ReadStart ParseTime(string text)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seconds)) return ReadStart.AtTime(seconds);
        bool isTime = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time);
        if (!isTime || !text.Contains('-', StringComparison.Ordinal))
            throw new FormatException($"'{text}' is not a time: use Unix seconds or a form such as 2023-04-07T23:58:11Z.");
        // A block of a part of a second does not exist: the next whole second is the first that may be.
        long whole = time.ToUnixTimeSeconds() + (time.Ticks % TimeSpan.TicksPerSecond == 0 ? 0 : 1);
        return ReadStart.AtTime((ulong)Math.Max(0, whole));
    }

    private static ReadStart ParseOffset(string text)
    {
        string[] parts = text.Split(':');
        if (parts.Length > 2) throw new FormatException($"'{text}' is not an offset: use O or P:O.");
        long offset = ParseNumber(parts[^1], 0, long.MaxValue);
        return ReadStart.AtOffset(offset, parts.Length == 2 ? (int)ParseNumber(parts[0], 0, int.MaxValue) : null);
    }

    private static RecordParts ParseParts(string text)
    {
        RecordParts parts = RecordParts.None;
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            parts |= word switch
            {
                "topic" => RecordParts.Topic,
                "partition" => RecordParts.Partition,
                "offset" => RecordParts.Offset,
                "timestamp" => RecordParts.Timestamp,
                "key" => RecordParts.Key,
                _ => throw new FormatException($"'{word}' is not one of topic, partition, offset, timestamp, key."),
            };
        }

        return parts;
    }
}
