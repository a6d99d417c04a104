using System.Globalization;
using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Kafka.Retracting;

/// <summary>Why blocks cannot be taken back.</summary>
internal static class RetractionFaults
{
    /// <summary>What is to be taken back is not there any more.</summary>
    public static ChainSyncException Gone(TopicPartition partition, long low, ulong ancestor) => new(
        ChainSyncError.Reorg,
        Text($"The chain has been reorganised from block {ancestor + 1} on, but topic '{partition.Topic}', partition {partition.Partition.Value}, begins with offset {low}: ")
        + "records that are to be taken back have been deleted (retention.ms, retention.bytes, or deleteRecords). Nothing was written. "
        + "Begin the stream again in new topics, and keep their records (retention.ms=-1) for as long as the chain may be reorganised.");

    /// <summary>There is something that the stream cannot have written so.</summary>
    public static ChainSyncException Foreign(TopicPartition partition, long offset, string what) => new(
        ChainSyncError.Reorg,
        Text($"Blocks cannot be taken back: in topic '{partition.Topic}', partition {partition.Partition.Value}, {what} (offset {offset}). ")
        + "Something else writes there, or blocks were written twice (--delivery at-least-once, --accept-changes). Nothing was written. Begin the stream again in new topics.");

    /// <summary>Blocks are missing.</summary>
    public static ChainSyncException Missing(string topic, long found, ulong expected, ulong ancestor) => new(
        ChainSyncError.Reorg,
        Text($"The chain has been reorganised from block {ancestor + 1} on, and topic '{topic}' shows {found} of the {expected} blocks that are to be taken back: ")
        + "records have been deleted, or Kafka has lost them. Nothing was written. Begin the stream again in new topics.");

    /// <summary>There is more than memory is used for.</summary>
    public static ChainSyncException TooMany(ulong ancestor, long limit) => new(
        ChainSyncError.Reorg,
        Text($"The chain has been reorganised from block {ancestor + 1} on: more than {limit} records would have to be taken back in one transaction. ")
        + "Nothing was written. Begin the stream again in new topics.");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
