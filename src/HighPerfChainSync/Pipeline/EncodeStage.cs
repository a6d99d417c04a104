using System.Threading.Channels;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>Checks each block against the one before it, and encodes what its fetcher has left.</summary>
/// <remarks>
/// A block that does not fit breaks the chain: those before it go on to the sink, it and those after it are dropped. Of a block that is
/// too large to be encoded at once the first piece is made here; the encoder goes along, and nothing is handed on before it is free again.
/// </remarks>
internal sealed class EncodeStage
{
    /// <summary>A transaction may be open while the node is asked.</summary>
    private static readonly TimeSpan s_askNoLonger = TimeSpan.FromSeconds(2);

    private readonly PipelineContext _context;
    private readonly ChannelReader<BlockData> _ordered;
    private readonly ChannelWriter<BlockData?> _sink;
    private readonly ChainTracker _chain;
    private readonly BlockEncoding _encoding;
    private readonly StageState _state;

    /// <summary>Creates the stage.</summary>
    /// <param name="context">What the stages share.</param>
    /// <param name="ordered">Blocks in order.</param>
    /// <param name="sink">Where they go.</param>
    /// <param name="chain">The chain so far.</param>
    /// <param name="encoding">Encodes.</param>
    public EncodeStage(PipelineContext context, ChannelReader<BlockData> ordered, ChannelWriter<BlockData?> sink, ChainTracker chain, BlockEncoding encoding)
    {
        _context = context;
        _ordered = ordered;
        _sink = sink;
        _chain = chain;
        _encoding = encoding;
        _state = context.Board.Encoder;
    }

    /// <summary>Runs until the blocks end.</summary>
    /// <param name="abort">Ends the question to the node that a broken chain leads to.</param>
    public async Task RunAsync(CancellationToken abort)
    {
        bool broken = false;
        _state.Set(StageActivity.WaitsForInput);
        while (await _ordered.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (_ordered.TryRead(out BlockData? block))
            {
                if (!broken && !_chain.Follows(block))
                {
                    broken = true;
                    await BreakAsync(block, abort).ConfigureAwait(false);
                }

                broken = broken || !TryEncode(block);
                if (broken)
                {
                    _context.Discard(block);
                    continue;
                }

                _state.Set(StageActivity.WaitsForOutput);
                Task free = block.Pieces?.Done ?? Task.CompletedTask;
                await _sink.WriteAsync(block, CancellationToken.None).ConfigureAwait(false);
                await free.ConfigureAwait(false);
            }

            _state.Set(StageActivity.WaitsForInput);
        }

        _sink.TryComplete();
        _state.Set(StageActivity.Ended);
    }

    /// <summary>Breaks the chain before a block, and asks the node whether it still has the one before: the sink waits for the answer.</summary>
    private async ValueTask BreakAsync(BlockData block, CancellationToken abort)
    {
        ulong before = block.Header.Number - 1;
        var seen = ChainBreak.Parent(in block.Header, _chain.Last);
        if (!_context.TryBreak(seen)) return;
        bool keeps = false;
        try
        {
            // A rewind is dropped in any case, and where all is committed there is nothing to keep.
            bool matters = !_context.IsRewinding && !(_context.Window.TryGetLast(out ulong last, out _) && last == before);
            _state.Set(StageActivity.WaitsForNode, before);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(abort);
            using ITimer timer = _context.Time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), limit, s_askNoLonger, Timeout.InfiniteTimeSpan);
            keeps = matters && await _context.Source.TryGetHashAsync(before, limit.Token).ConfigureAwait(false) == _chain.Last;
        }
        catch (OperationCanceledException)
        {
            // No answer in time, or an abort: what is not committed is read again.
        }
        catch (Exception error)
        {
            _context.Fail(error);
        }
        finally
        {
            seen.Decide(keeps);
        }
    }

    private bool TryEncode(BlockData block)
    {
        try
        {
            _chain.Accept(block);
            _state.Set(StageActivity.Working, block.Header.Number);
            _encoding.EncodeInOrder(block);
            _context.Charge(block, block.ChargedBytes);
            return true;
        }
        catch (Exception error)
        {
            _context.Fail(error);
            return false;
        }
    }
}
