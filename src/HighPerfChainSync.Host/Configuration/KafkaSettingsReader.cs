using System.Globalization;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>Reads and checks how a stream writes to Kafka. Keys have the names of the sink's options.</summary>
internal static class KafkaSettingsReader
{
    private static readonly KafkaSinkOptions s_defaults = new();

    /// <summary>Reads the section; null when there is none, or when it has a problem that leaves nothing to check further.</summary>
    /// <param name="section">The section.</param>
    /// <param name="output">Where records go otherwise, or null.</param>
    public static KafkaSettings? Read(SettingsSection section, string? output)
    {
        string? bootstrap = section.Text("Bootstrap");
        KafkaSinkOptions options = ReadOptions(section) with { BootstrapServers = bootstrap ?? "" };
        section.RefuseUnknown();
        if (!section.Exists) return null;
        if (bootstrap is null)
        {
            section.Problem("Bootstrap", output is null
                ? "Kafka settings are given, but no Kafka."
                : $"Kafka settings are given, but the records go to '{output}': leave them out, or name a Kafka instead of that output.");
            return null;
        }

        foreach (KafkaOptionProblem problem in options.FindProblems()) section.Problem(KeyOf(problem.Option), problem.Text);
        return new KafkaSettings(options);
    }

    private static KafkaSinkOptions ReadOptions(SettingsSection section) => new()
    {
        TopicTemplate = section.Text(nameof(KafkaSinkOptions.TopicTemplate)) ?? s_defaults.TopicTemplate,
        ProgressTopicTemplate = section.Text(nameof(KafkaSinkOptions.ProgressTopicTemplate)) ?? s_defaults.ProgressTopicTemplate,
        Delivery = section.Choice(
            nameof(KafkaSinkOptions.Delivery), s_defaults.Delivery, ("exactly-once", KafkaDelivery.ExactlyOnce), ("at-least-once", KafkaDelivery.AtLeastOnce)),
        Timestamps = section.Choice(
            nameof(KafkaSinkOptions.Timestamps), s_defaults.Timestamps, ("block", KafkaTimestamps.Block), ("ingest", KafkaTimestamps.Ingest)),
        Partitions = section.Integer(nameof(KafkaSinkOptions.Partitions), s_defaults.Partitions, 1, 10_000),
        PartitionBy = section.Choice(
            nameof(KafkaSinkOptions.PartitionBy),
            s_defaults.PartitionBy,
            ("block-range", KafkaPartitionBy.BlockRange), ("block", KafkaPartitionBy.Block),
            ("address", KafkaPartitionBy.Address), ("transaction", KafkaPartitionBy.Transaction)),
        BlocksPerRange = section.Integer(nameof(KafkaSinkOptions.BlocksPerRange), s_defaults.BlocksPerRange, 1, int.MaxValue),
        RecordKey = section.Choice<KafkaRecordKey?>(
            nameof(KafkaSinkOptions.RecordKey),
            null,
            ("none", KafkaRecordKey.None), ("item_id", KafkaRecordKey.ItemId), ("block_number", KafkaRecordKey.BlockNumber),
            ("address", KafkaRecordKey.Address), ("transaction_hash", KafkaRecordKey.TransactionHash)),
        ReplicationFactor = section.Parse<short?>(nameof(KafkaSinkOptions.ReplicationFactor), null, ParseReplicas),
        MaxMessageBytes = section.Parse(nameof(KafkaSinkOptions.MaxMessageBytes), s_defaults.MaxMessageBytes, static text => (int)Math.Min(UnitText.ParseSize(text), int.MaxValue)),
        Limits = s_defaults.Limits with
        {
            MaxBlocks = section.Integer("CommitBlocks", s_defaults.Limits.MaxBlocks, 1, int.MaxValue),
            MaxBytes = section.Parse("CommitBytes", s_defaults.Limits.MaxBytes, ParseBytes),
            MaxDelay = section.Parse("CommitDelay", s_defaults.Limits.MaxDelay, UnitText.ParseTime),
        },
        Headers = section.Parse(nameof(KafkaSinkOptions.Headers), s_defaults.Headers, ParseHeaders),
        StartTimeout = section.Parse(nameof(KafkaSinkOptions.StartTimeout), s_defaults.StartTimeout, UnitText.ParseTime),
        SkipProvisioning = section.Flag(nameof(KafkaSinkOptions.SkipProvisioning)),
        AcceptChanges = section.Flag(nameof(KafkaSinkOptions.AcceptChanges)),
        Config = section.Map(nameof(KafkaSinkOptions.Config)),
    };

    /// <summary>The limits are one option of the sink and three keys here; of these only the time can be at odds with others.</summary>
    private static string KeyOf(string option) => option == nameof(KafkaSinkOptions.Limits) ? "CommitDelay" : option;

    private static short? ParseReplicas(string text) =>
        short.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out short replicas) && replicas > 0
            ? replicas
            : throw new FormatException($"'{text}' is not a number of replicas, 1 or more.");

    private static KafkaHeaders ParseHeaders(string text)
    {
        KafkaHeaders headers = KafkaHeaders.None;
        foreach (string name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            headers |= name switch
            {
                "none" => KafkaHeaders.None,
                "verification" => KafkaHeaders.Verification,
                _ => throw new FormatException($"'{name}' is not one of none, verification."),
            };
        }

        return headers;
    }

    private static long ParseBytes(string text) =>
        UnitText.ParseSize(text) is > 0 and long bytes ? bytes : throw new FormatException($"'{text}' is too little.");
}
