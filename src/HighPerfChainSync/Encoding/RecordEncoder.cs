using HighPerfChainSync.Buffers;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>Goes through a block record by record, whole or in pieces; how one record is written is left to the format.</summary>
/// <remarks>Thread: one block at a time.</remarks>
public abstract class RecordEncoder : IRecordEncoder
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public void Encode(BlockData block, EntitySet entities)
    {
        EncodeCursor cursor = default;
        EncodePiece(block, entities, ref cursor, long.MaxValue);
    }

    /// <inheritdoc/>
    public bool EncodePiece(BlockData block, EntitySet entities, ref EncodeCursor cursor, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(block);
        EncodedBlock encoded = block.Encoded;
        if (cursor == default) encoded.Clear();
        else encoded.BeginPiece();
        BeginBlock(block);
        int index = cursor.Index;
        for (int i = (int)cursor.Entity; i < EntityNames.Count; i++, index = 0)
        {
            var entity = (Entity)i;
            if (!entities.Contains(entity)) continue;
            int count = block.CountOf(entity);
            for (; index < count; index++)
            {
                if (encoded.TotalBytes >= maxBytes)
                {
                    cursor = new EncodeCursor(entity, index);
                    return true;
                }

                EncodeRecord(block, entity, index);
            }
        }

        cursor = new EncodeCursor((Entity)EntityNames.Count, 0);
        return false;
    }

    /// <summary>Prepares what the records of a block share.</summary>
    protected virtual void BeginBlock(BlockData block)
    {
    }

    /// <summary>Writes one record into <see cref="BlockData.Encoded"/>.</summary>
    /// <param name="block">Its block.</param>
    /// <param name="entity">What it is.</param>
    /// <param name="index">Its index among the block's records of that kind.</param>
    protected abstract void EncodeRecord(BlockData block, Entity entity, int index);
}
