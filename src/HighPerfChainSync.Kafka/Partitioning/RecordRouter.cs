using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka.Partitioning;

/// <summary>Says for each record its partition and its key.</summary>
/// <remarks>Allocates nothing per record. Owner: one sink. Thread: the sink's, one call at a time.</remarks>
internal sealed class RecordRouter(TopicLayout layout)
{
    private readonly byte[] _key = new byte[RecordField.MaxLength];
    private readonly byte[] _hashed = new byte[RecordField.MaxLength];
    private readonly KafkaRecordKey _hashedField = layout.HashedField;

    /// <summary>Whether every record goes to partition 0 without a key, so that there is nothing to ask.</summary>
    public bool IsTrivial { get; } = layout.Partitions == 1 && layout.Key == KafkaRecordKey.None;

    /// <summary>Routes one record.</summary>
    /// <param name="block">The record's block.</param>
    /// <param name="entity">The record's entity.</param>
    /// <param name="index">The record's place among those of its entity.</param>
    /// <param name="key">Its key, valid until the next call; empty when it has none.</param>
    /// <returns>Its partition.</returns>
    public int Route(BlockData block, Entity entity, int index, out ReadOnlySpan<byte> key)
    {
        key = _key.AsSpan(0, RecordField.Write(layout.Key, block, entity, index, _key));
        if (layout.Partitions == 1) return 0;
        if (layout.By == KafkaPartitionBy.BlockRange)
            return (int)(block.Header.Number / (ulong)layout.BlocksPerRange % (ulong)layout.Partitions);
        ReadOnlySpan<byte> hashed = layout.Key == _hashedField
            ? key
            : _hashed.AsSpan(0, RecordField.Write(_hashedField, block, entity, index, _hashed));
        // A block without a miner has no address: Java would choose any partition, which a repetition could not find again.
        return hashed.IsEmpty ? 0 : Murmur2.Partition(hashed, layout.Partitions);
    }
}
