namespace HighPerfChainSync.Kafka.Retracting;

/// <summary>Where a record lies that has not been taken back.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Bytes">Size of its value.</param>
/// <param name="Tag">A part of the digest of its id; the lowest bit says that it is a <c>block</c>.</param>
internal readonly record struct StandingRecord(long Offset, int Bytes, uint Tag)
{
    public bool IsBlock => (Tag & 1) != 0;
}
