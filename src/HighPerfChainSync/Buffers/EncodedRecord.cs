using HighPerfChainSync.Records;

namespace HighPerfChainSync.Buffers;

/// <summary>Where one encoded record lies in its <see cref="EncodedBlock"/>.</summary>
/// <param name="Entity">What it is.</param>
/// <param name="Index">Index among the block's records of that entity, pieces before this one included.</param>
/// <param name="Slab">Index of the slab.</param>
/// <param name="Offset">First byte in the slab.</param>
/// <param name="Length">Number of bytes.</param>
public readonly record struct EncodedRecord(Entity Entity, int Index, int Slab, int Offset, int Length);
