namespace HighPerfChainSync.Kafka.Settling;

/// <summary>A partition whose last records are in a transaction that has not ended there.</summary>
/// <param name="Topic">Index of its topic in the stream's plan.</param>
/// <param name="Partition">The partition.</param>
/// <param name="FirstBlock">Height of the block of the first such record; null on the progress topic.</param>
/// <param name="LastBlock">Height of the block of the last one; null on the progress topic.</param>
internal sealed record OpenEnd(int Topic, int Partition, ulong? FirstBlock, ulong? LastBlock)
{
    /// <summary>Whether it is the progress topic, whose records belong to no block alone.</summary>
    public required bool IsProgress { get; init; }
}
