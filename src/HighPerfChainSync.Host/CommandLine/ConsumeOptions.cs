using Group = HighPerfChainSync.Host.CommandLine.OptionGroup;
using static HighPerfChainSync.Host.CommandLine.OptionKind;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary>The options of <c>chainsync consume</c>, in the order of its help. Those of Kafka set the same keys as for <c>sync</c>.</summary>
internal static class ConsumeOptions
{
    /// <summary>All options.</summary>
    public static IReadOnlyList<SyncOption> All { get; } =
    [
        new("--from", ":Consume:From", "N", Group.Stream, Value, "Begins at this block. Found by searching the records, in some twenty reads."),
        new("--at", ":Consume:At", "TIME", Group.Stream, Value, "Begins at the first block of this time or later: 2023-04-07T23:58:11Z, or Unix seconds."),
        new("--offset", ":Consume:Offset", "[P:]O", Group.Stream, Value, "Begins at this offset, in all partitions or in partition P alone."),
        new("--last", ":Consume:Last", "N", Group.Stream, Value, "Begins N records before the end of each partition."),
        new("--to", ":Consume:To", "N", Group.Stream, Value, "Ends after this block, once its retractions can have come. Default: at the end of the topics as it is now."),
        new("--max", ":Consume:Max", "N", Group.Stream, Value, "Ends after so many records."),
        new("--follow", ":Consume:Follow", null, Group.Stream, Flag, "Goes on at the end of the topics, with what is committed from then on."),
        new("--format", ":Consume:Format", "json|raw", Group.Stream, Value, "json: one JSON object a line, MessagePack converted. raw: the bytes as they are, nothing between. Default: json."),
        new("--with", ":Consume:With", "LIST", Group.Stream, Value, "Puts each record into an object with these: topic,partition,offset,timestamp,key."),
        new("--audit", ":Consume:Audit", null, Group.Stream, Flag, "Prints no records but checks them: no gap, nothing twice, ascending, linked, retracted as it was sent, and counts as in the progress. Without topics: those of the progress."),
        new("--json", ":Consume:Json", null, Group.Stream, Flag, "The audit's result as JSON."),

        new("--kafka", "Kafka:Bootstrap", "HOST:PORT,…", Group.Kafka, Value, "Reads from this Kafka."),
        new("--kafka-config", "Kafka:Config", "KEY=VALUE", Group.Kafka, Assignments, "Any librdkafka property, security included; repeatable."),
        new("--chain", "Chain", "NAME", Group.Kafka, Value, "The chain whose progress the audit compares with. Default: the only one that there is."),
        new("--progress-topic", "Kafka:ProgressTopicTemplate", "TEMPLATE", Group.Kafka, Value, "The progress topic's name, where sync was given one. Default: {chain}_progress."),

        new("--log", ":Log:Format", "text|json", Group.Process, Value, "Log lines on standard error. Default: text."),
        new("--verbosity", ":Log:Verbosity", "LEVEL", Group.Process, Value, "quiet, normal or detailed. Default: normal."),
    ];

    /// <summary>The option that sets a key, or null.</summary>
    public static SyncOption? ForKey(string fullKey)
    {
        foreach (SyncOption option in All)
        {
            if (string.Equals(option.FullKey, fullKey, StringComparison.OrdinalIgnoreCase)) return option;
        }

        return null;
    }
}
