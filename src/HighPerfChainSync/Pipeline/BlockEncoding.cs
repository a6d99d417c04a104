using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>Encodes complete blocks, and gives their records back where nobody reads them any more.</summary>
/// <remarks>
/// Each fetcher has one, for what it has just decoded and verified: it is still in the processor's caches, and the memory of its records is free for the
/// next block. What a fetcher leaves, the stage behind the sequencer encodes in the order of the chain, with one of its own. Thread: one at a time.
/// </remarks>
internal sealed class BlockEncoding
{
    private readonly EncodingPlan _plan;
    private readonly IRecordEncoder? _encoder;
    private readonly ChainSyncMetrics _metrics;

    /// <summary>Creates one, with an encoder of its own.</summary>
    public BlockEncoding(EncodingPlan plan, ChainSyncMetrics metrics)
    {
        _plan = plan;
        _encoder = plan.CreateEncoder?.Invoke();
        _metrics = metrics;
    }

    /// <summary>Encodes a block out of order, unless it goes in pieces or cannot be encoded: that shows in its turn.</summary>
    public void EncodeAhead(BlockData block)
    {
        // What a block needs encoded is about what it needed in the node's answers: most of both is hexadecimal.
        if (_encoder is not null && (block.SourceBytes > _plan.PieceBytes || !TryEncodeWhole(block, _encoder))) return;
        End(block);
    }

    /// <summary>Encodes a block in its turn, whole or its first piece, unless that has been done ahead.</summary>
    public void EncodeInOrder(BlockData block)
    {
        if (_encoder is null || block.IsEncoded) return;
        EncodeCursor cursor = default;
        if (Encode(block, _encoder, ref cursor)) block.Pieces = new BlockPieces(_encoder, _plan.Entities, cursor, _plan.PieceBytes);
        else End(block);
    }

    private bool TryEncodeWhole(BlockData block, IRecordEncoder encoder)
    {
        EncodeCursor cursor = default;
        try
        {
            block.IsEncoded = !Encode(block, encoder, ref cursor);
        }
        catch (Exception)
        {
            // Blocks before it may still come: the error is said, and ends the stream, when they are through.
        }

        if (!block.IsEncoded) block.Encoded.Clear();
        return block.IsEncoded;
    }

    /// <summary>Encodes as much as one piece holds.</summary>
    /// <returns>Whether more is left.</returns>
    private bool Encode(BlockData block, IRecordEncoder encoder, ref EncodeCursor cursor)
    {
        long start = ThreadCpu.Uncounted;
        bool hasMore = encoder.EncodePiece(block, _plan.Entities, ref cursor, _plan.PieceBytes);
        _metrics.StageDone(ProcessingStage.Encode, start);
        return hasMore;
    }

    private void End(BlockData block)
    {
        if (!_plan.KeepsRecords) block.GiveBackRecords();
    }
}
