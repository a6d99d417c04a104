using System.Globalization;

namespace HighPerfChainSync.Kafka.Partitioning;

/// <summary>How the data topics of a stream are partitioned and keyed. Equal layouts put equal records into equal places.</summary>
/// <param name="Partitions">Partitions of each data topic, 1 or more.</param>
/// <param name="By">What a partition follows from; <see cref="KafkaPartitionBy.BlockRange"/> when there is one.</param>
/// <param name="BlocksPerRange">Blocks in a range; 0 when partitions do not follow from ranges.</param>
/// <param name="Key">The key of each record.</param>
internal sealed record TopicLayout(int Partitions, KafkaPartitionBy By, int BlocksPerRange, KafkaRecordKey Key)
{
    /// <summary>One partition, no keys.</summary>
    public static TopicLayout Single { get; } = new(1, KafkaPartitionBy.BlockRange, 0, KafkaRecordKey.None);

    /// <summary>The field whose hash is the partition.</summary>
    public KafkaRecordKey HashedField => By switch
    {
        KafkaPartitionBy.Block => KafkaRecordKey.BlockNumber,
        KafkaPartitionBy.Address => KafkaRecordKey.Address,
        KafkaPartitionBy.Transaction => KafkaRecordKey.TransactionHash,
        _ => KafkaRecordKey.None,
    };

    /// <summary>Whether a record's key or partition follows from its own fields, rather than from its block.</summary>
    public bool IsOfRecords => IsOfRecord(Key) || (Partitions > 1 && IsOfRecord(HashedField));

    /// <summary>The layout that options ask for. Records are keyed by what they are partitioned by, unless the options say otherwise.</summary>
    public static TopicLayout From(KafkaSinkOptions options)
    {
        KafkaPartitionBy by = options.Partitions == 1 ? KafkaPartitionBy.BlockRange : options.PartitionBy;
        var layout = new TopicLayout(options.Partitions, by, options.Partitions > 1 && by == KafkaPartitionBy.BlockRange ? options.BlocksPerRange : 0, KafkaRecordKey.None);
        return layout with { Key = options.RecordKey ?? layout.HashedField };
    }

    private static bool IsOfRecord(KafkaRecordKey field) => field is not (KafkaRecordKey.None or KafkaRecordKey.BlockNumber);

    /// <summary>In words: <c>12 partitions by address, key address</c>.</summary>
    public override string ToString()
    {
        string by = Partitions == 1 ? "1 partition"
            : By == KafkaPartitionBy.BlockRange ? string.Create(CultureInfo.InvariantCulture, $"{Partitions} partitions by ranges of {BlocksPerRange} blocks")
            : string.Create(CultureInfo.InvariantCulture, $"{Partitions} partitions by {LayoutNames.Of(By)}");
        return $"{by}, key {LayoutNames.Of(Key)}";
    }
}
