using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.Kafka.Settling;

/// <summary>A partition whose last records are in a transaction that has not ended there.</summary>
/// <param name="Topic">Index of its topic in the stream's plan.</param>
/// <param name="Partition">The partition.</param>
/// <param name="First">The block of the first such record; null on the progress topic, and when no record is of a block.</param>
/// <param name="Last">The block of the last one; null likewise.</param>
internal sealed record OpenEnd(int Topic, int Partition, BlockMark? First, BlockMark? Last)
{
    /// <summary>Whether it is the progress topic, whose records belong to no block alone.</summary>
    public required bool IsProgress { get; init; }
}
