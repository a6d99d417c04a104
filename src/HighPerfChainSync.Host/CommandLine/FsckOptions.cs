using Group = HighPerfChainSync.Host.CommandLine.OptionGroup;
using static HighPerfChainSync.Host.CommandLine.OptionKind;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary>The options of <c>chainsync fsck</c>, in the order of its help. Those of Kafka set the same keys as for <c>sync</c>.</summary>
internal static class FsckOptions
{
    /// <summary>All options.</summary>
    public static IReadOnlyList<SyncOption> All { get; } =
    [
        new("--from", ":Fsck:From", "N", Group.Stream, Value, "First block to check. Default: the first that all topics of the stream have."),
        new("--to", ":Fsck:To", "N", Group.Stream, Value, "Last block to check. Default: the last that is committed at the start."),
        new("--verify", ":Fsck:Verify", "structure|roots|senders", Group.Stream, Value, "How much is recomputed; senders recovers each from its signature. Default: roots."),
        new("--skip-checks", ":Fsck:SkipChecks", "LIST", Group.Stream, Value, "Comma-separated names of checks whose failing is no fault."),
        new("--profile", ":Fsck:Profile", "NAME|FILE", Group.Stream, Value, "The chain's profile. Default: by the chain id in the progress."),
        new("--max-faults", ":Fsck:MaxFaults", "N", Group.Stream, Value, "Faults that are listed; all are counted. Default: 20."),
        new("--json", ":Fsck:Json", null, Group.Stream, Flag, "The result as JSON."),

        new("--kafka", "Kafka:Bootstrap", "HOST:PORT,…", Group.Kafka, Value, "Reads from this Kafka."),
        new("--kafka-config", "Kafka:Config", "KEY=VALUE", Group.Kafka, Assignments, "Any librdkafka property, security included; repeatable."),
        new("--chain", "Chain", "NAME", Group.Kafka, Value, "The chain to check. Default: the only one that there is."),
        new("--progress-topic", "Kafka:ProgressTopicTemplate", "TEMPLATE", Group.Kafka, Value, "The progress topic's name, where sync was given one; it names the other topics. Default: {chain}_progress."),

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
