using System.Threading.Channels;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>Checks each block against the one before it and encodes it.</summary>
/// <remarks>
/// A block that does not fit ends the stream: those before it go on to the sink, it and those after it are dropped. Of a block that is
/// too large to be encoded at once the first piece is made here; the encoder goes along, and nothing is encoded before it is free again.
/// </remarks>
internal sealed class EncodeStage
{
    private readonly PipelineContext _context;
    private readonly ChannelReader<BlockData> _ordered;
    private readonly ChannelWriter<BlockData?> _sink;
    private readonly ChainTracker _chain;
    private readonly IRecordEncoder? _encoder;
    private readonly EntitySet _entities;
    private readonly long _pieceBytes;
    private readonly StageState _state;

    /// <summary>Creates the stage.</summary>
    /// <param name="context">What the stages share.</param>
    /// <param name="ordered">Blocks in order.</param>
    /// <param name="sink">Where they go.</param>
    /// <param name="chain">The chain so far.</param>
    /// <param name="encoder">The encoder, or null when the sink reads the records itself.</param>
    /// <param name="entities">What is encoded.</param>
    /// <param name="pieceBytes">Encoded bytes above which a block goes in pieces.</param>
    public EncodeStage(
        PipelineContext context,
        ChannelReader<BlockData> ordered,
        ChannelWriter<BlockData?> sink,
        ChainTracker chain,
        IRecordEncoder? encoder,
        EntitySet entities,
        long pieceBytes)
    {
        _context = context;
        _ordered = ordered;
        _sink = sink;
        _chain = chain;
        _encoder = encoder;
        _entities = entities;
        _pieceBytes = pieceBytes;
        _state = context.Board.Encoder;
    }

    /// <summary>Runs until the blocks end.</summary>
    public async Task RunAsync()
    {
        bool broken = false;
        _state.Set(StageActivity.WaitsForInput);
        while (await _ordered.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_ordered.TryRead(out BlockData? block))
            {
                broken = broken || !TryEncode(block);
                if (broken)
                {
                    _context.Discard(block);
                    continue;
                }

                _state.Set(StageActivity.WaitsForOutput);
                Task free = block.Pieces?.Done ?? Task.CompletedTask;
                await _sink.WriteAsync(block).ConfigureAwait(false);
                await free.ConfigureAwait(false);
            }

            _state.Set(StageActivity.WaitsForInput);
        }

        _sink.TryComplete();
        _state.Set(StageActivity.Ended);
    }

    private bool TryEncode(BlockData block)
    {
        try
        {
            _chain.Accept(block);
            _state.Set(StageActivity.Working, block.Header.Number);
            if (_encoder is not null) Encode(block, _encoder);
            _context.Charge(block, block.ChargedBytes);
            _context.Sizer.ObserveHeld(block.ChargedBytes);
            return true;
        }
        catch (Exception error)
        {
            _context.Fail(error);
            return false;
        }
    }

    private void Encode(BlockData block, IRecordEncoder encoder)
    {
        EncodeCursor cursor = default;
        if (encoder.EncodePiece(block, _entities, ref cursor, _pieceBytes))
            block.Pieces = new BlockPieces(encoder, _entities, cursor, _pieceBytes);
    }
}
