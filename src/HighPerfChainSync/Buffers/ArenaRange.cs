namespace HighPerfChainSync.Buffers;

/// <summary>Where variable-length data lies in its block's <see cref="ByteArena"/>.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes; 0 is empty data.</param>
public readonly record struct ArenaRange(int Offset, int Length)
{
    /// <summary>Whether there are no bytes.</summary>
    public bool IsEmpty => Length == 0;
}
