using System.Threading.Channels;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>Hands blocks on in strict order: takes the ranges as they were planned and waits for each in turn, whatever order they are fetched in.</summary>
internal sealed class BlockSequencer
{
    private readonly PipelineContext _context;
    private readonly ChannelReader<FetchRange> _planned;
    private readonly ChannelWriter<BlockData> _ordered;
    private readonly ChannelWriter<FetchRange> _recycled;
    private readonly StageState _state;

    /// <summary>Creates the sequencer.</summary>
    public BlockSequencer(
        PipelineContext context,
        ChannelReader<FetchRange> planned,
        ChannelWriter<BlockData> ordered,
        ChannelWriter<FetchRange> recycled)
    {
        _context = context;
        _planned = planned;
        _ordered = ordered;
        _recycled = recycled;
        _state = context.Board.Sequencer;
    }

    /// <summary>Hands on blocks until the planner has ended; after the first range that was given up, none.</summary>
    public async Task RunAsync()
    {
        bool broken = false;
        _state.Set(StageActivity.WaitsForInput);
        while (await _planned.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_planned.TryRead(out FetchRange? range))
            {
                _state.Set(StageActivity.WaitsForRange, range.First);
                bool fetched = await range.WaitAsync().ConfigureAwait(false);
                broken |= !fetched;
                for (int i = 0; fetched && i < range.Count; i++)
                {
                    BlockData block = range.Blocks[i]!;
                    range.Blocks[i] = null;
                    _state.Set(StageActivity.WaitsForOutput, range.First + (ulong)i);
                    if (broken) _context.Discard(block);
                    else await _ordered.WriteAsync(block).ConfigureAwait(false);
                }

                _recycled.TryWrite(range);
                _state.Set(StageActivity.WaitsForInput);
            }
        }

        _ordered.Complete();
        _state.Set(StageActivity.Ended);
    }
}
