using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>Writes a block's records as they go on the wire.</summary>
/// <remarks>Thread: one block at a time per encoder. Allocates nothing per record. <see cref="RecordEncoder"/> is the base for one's own.</remarks>
public interface IRecordEncoder
{
    /// <summary>Name on the command line and in the progress: <c>json</c>, <c>messagepack</c>.</summary>
    string Name { get; }

    /// <summary>Encodes the chosen entities into <see cref="BlockData.Encoded"/>, entity by entity in the order of <see cref="Entity"/>.</summary>
    void Encode(BlockData block, EntitySet entities);

    /// <summary>Encodes what comes next of a block, in the order of <see cref="Encode"/>, in place of the piece before.</summary>
    /// <param name="block">The block.</param>
    /// <param name="entities">What is chosen, the same for all pieces.</param>
    /// <param name="cursor">Where to go on; moved behind the last record written.</param>
    /// <param name="maxBytes">The piece ends with the record that reaches this many bytes.</param>
    /// <returns>Whether records are left. An encoder that knows no pieces encodes the whole block and says no.</returns>
    bool EncodePiece(BlockData block, EntitySet entities, ref EncodeCursor cursor, long maxBytes)
    {
        Encode(block, entities);
        return false;
    }
}
