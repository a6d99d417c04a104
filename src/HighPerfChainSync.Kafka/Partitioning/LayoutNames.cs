namespace HighPerfChainSync.Kafka.Partitioning;

/// <summary>The words for partitioning and keys in options, in messages and in the progress.</summary>
internal static class LayoutNames
{
    private static readonly string[] s_by = ["block-range", "block", "address", "transaction"];
    private static readonly string[] s_keys = ["none", "item_id", "block_number", "address", "transaction_hash"];

    public static string Of(KafkaPartitionBy by) => s_by[(int)by];

    public static string Of(KafkaRecordKey key) => s_keys[(int)key];

    /// <exception cref="FormatException">It is none of the words.</exception>
    public static KafkaPartitionBy ParseBy(string text) => (KafkaPartitionBy)Index(s_by, text);

    /// <exception cref="FormatException">It is none of the words.</exception>
    public static KafkaRecordKey ParseKey(string text) => (KafkaRecordKey)Index(s_keys, text);

    private static int Index(string[] words, string text) =>
        Array.IndexOf(words, text) is >= 0 and int index ? index : throw new FormatException($"'{text}' is not one of {string.Join(", ", words)}.");
}
