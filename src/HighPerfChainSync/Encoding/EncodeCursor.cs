using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>Where the next piece of a block's encoding begins. The default is the block's first record.</summary>
/// <param name="Entity">Kind of the next record.</param>
/// <param name="Index">Index of the next record among those of its kind.</param>
public readonly record struct EncodeCursor(Entity Entity, int Index);
