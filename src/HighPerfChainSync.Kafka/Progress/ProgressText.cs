using System.Globalization;

namespace HighPerfChainSync.Kafka.Progress;

/// <summary>Values as the progress shows them.</summary>
internal static class ProgressText
{
    private const string Block = "block";
    private const string Ingest = "ingest";

    public static string ToText(this ulong number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(KafkaTimestamps timestamps) => timestamps == KafkaTimestamps.Block ? Block : Ingest;

    /// <exception cref="FormatException">It is neither word.</exception>
    public static KafkaTimestamps ParseTimestamps(string text) => text switch
    {
        Block => KafkaTimestamps.Block,
        Ingest => KafkaTimestamps.Ingest,
        _ => throw new FormatException($"'{text}' is neither {Block} nor {Ingest}."),
    };
}
