using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>Writes a block's records as they go on the wire.</summary>
/// <remarks>Thread: one block at a time per encoder. Allocates nothing per record.</remarks>
public interface IRecordEncoder
{
    /// <summary>Name on the command line and in the progress: <c>json</c>, <c>messagepack</c>.</summary>
    string Name { get; }

    /// <summary>Encodes the chosen entities into <see cref="BlockData.Encoded"/>, entity by entity in the order of <see cref="Entity"/>.</summary>
    void Encode(BlockData block, EntitySet entities);
}
