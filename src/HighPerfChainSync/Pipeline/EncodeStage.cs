using System.Threading.Channels;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>Checks each block against the one before it and encodes it.</summary>
/// <remarks>A block that does not fit ends the stream: those before it go on to the sink, it and those after it are dropped.</remarks>
internal sealed class EncodeStage
{
    private readonly PipelineContext _context;
    private readonly ChannelReader<BlockData> _ordered;
    private readonly ChannelWriter<BlockData?> _sink;
    private readonly ChainTracker _chain;
    private readonly IRecordEncoder? _encoder;
    private readonly EntitySet _entities;
    private readonly StageState _state;

    /// <summary>Creates the stage.</summary>
    /// <param name="context">What the stages share.</param>
    /// <param name="ordered">Blocks in order.</param>
    /// <param name="sink">Where they go.</param>
    /// <param name="chain">The chain so far.</param>
    /// <param name="encoder">The encoder, or null when the sink reads the records itself.</param>
    /// <param name="entities">What is encoded.</param>
    public EncodeStage(
        PipelineContext context,
        ChannelReader<BlockData> ordered,
        ChannelWriter<BlockData?> sink,
        ChainTracker chain,
        IRecordEncoder? encoder,
        EntitySet entities)
    {
        _context = context;
        _ordered = ordered;
        _sink = sink;
        _chain = chain;
        _encoder = encoder;
        _entities = entities;
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
                await _sink.WriteAsync(block).ConfigureAwait(false);
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
            _encoder?.Encode(block, _entities);
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
}
