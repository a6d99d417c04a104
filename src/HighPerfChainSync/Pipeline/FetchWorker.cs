using System.Threading.Channels;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>Fetches one range at a time: rents its blocks, lets the source fill them, encodes each when it is complete, and keeps the range's promise.</summary>
/// <remarks>A worker without a range lies in the channel of free workers, where the planner takes it.</remarks>
internal sealed class FetchWorker : IFetchedBlocks
{
    private readonly PipelineContext _context;
    private readonly ChannelWriter<FetchWorker> _free;
    private readonly Channel<FetchRange> _assigned;
    private readonly StageState _state;
    private readonly BlockEncoding? _encoding;
    private FetchRange? _range;
    private long _waitingBytes;

    /// <summary>Creates a worker.</summary>
    /// <param name="context">What the stages share.</param>
    /// <param name="free">Where it goes when it has nothing to do; has room for all workers.</param>
    /// <param name="state">Its state.</param>
    public FetchWorker(PipelineContext context, ChannelWriter<FetchWorker> free, StageState state)
    {
        _context = context;
        _free = free;
        _state = state;
        if (context.Encoding is { } plan) _encoding = new BlockEncoding(plan, context.Metrics);
        _assigned = OrderedBlocks.Create<FetchRange>(1, singleWriter: true, context.PlansAtOnce);
    }

    /// <summary>Gives a free worker a range. Thread: the planner's.</summary>
    public void Assign(FetchRange range)
    {
        // A free worker has taken its last range, so there is room.
        bool taken = _assigned.Writer.TryWrite(range);
        System.Diagnostics.Debug.Assert(taken, "A worker was given a range while it had one.");
    }

    /// <summary>No more ranges come. Thread: any.</summary>
    public void Complete() => _assigned.Writer.TryComplete();

    /// <summary>Fetches what is assigned until no more comes.</summary>
    public async Task RunAsync()
    {
        ChannelReader<FetchRange> assigned = _assigned.Reader;
        _state.Set(StageActivity.WaitsForInput);
        _free.TryWrite(this);
        while (await assigned.WaitToReadAsync().ConfigureAwait(false))
        {
            while (assigned.TryRead(out FetchRange? range))
            {
                bool fetched = false;
                try
                {
                    if (!_context.Fetching.IsCancellationRequested) fetched = await TryFetchAsync(range).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (_context.Fetching.IsCancellationRequested)
                {
                    // Stopped: the range is given up.
                }
                catch (Exception error)
                {
                    _context.Fail(error);
                }

                // Settled at once when fetching has ended, and long ago when the source has asked.
                await range.Room.WaitAsync(_state).ConfigureAwait(false);
                fetched &= range.Room.IsGranted;
                if (fetched) Charge(range);
                else GiveUp(range);
                // What stages behind it do on this thread is theirs.
                _state.Set(StageActivity.WaitsForInput);
                // Free first, so that the planner is ahead when the sink looks whether all that was planned has come.
                _free.TryWrite(this);
                range.Complete(fetched);
            }
        }

        _state.Set(StageActivity.Ended);
    }

    /// <summary>Fetches a range. False when there will be no room for it, since fetching ends.</summary>
    private async ValueTask<bool> TryFetchAsync(FetchRange range)
    {
        Rent(range);
        _state.Set(StageActivity.WaitsForNode, range.First);
        if (!_context.Source.WaitsForRoom)
        {
            await WaitForRoomAsync().ConfigureAwait(false);
            if (!range.Room.IsGranted) return false;
        }

        await _context.Source.FetchAsync(range.First, range.Blocks.AsMemory(0, range.Count)!, this, _context.Fetching).ConfigureAwait(false);
        return true;
    }

    /// <inheritdoc/>
    void IFetchedBlocks.OnComplete(BlockData block)
    {
        if (_encoding is null) return;
        _state.Set(StageActivity.Working, block.Header.Number);
        long records = block.RecordBytes;
        _encoding.EncodeAhead(block);
        if (!block.HasRecords) NoteGivenBack(records);
        _state.Set(StageActivity.WaitsForNode, _range!.First);
    }

    /// <inheritdoc/>
    public bool HasRoom => _range!.Room.IsSettled;

    /// <inheritdoc/>
    public ValueTask WaitForRoomAsync() => _range!.Room.WaitAsync(_state);

    /// <summary>Others of the range have records too where their receipts came with this block's, after all of the blocks.</summary>
    private void NoteGivenBack(long records)
    {
        _context.Sizer.ObserveGivenBack(records);
        long others = 0;
        for (int i = 0; i < _range!.Count; i++) others += _range.Blocks[i]!.RecordBytes;
        _waitingBytes = Math.Max(_waitingBytes, others);
    }

    private void Rent(FetchRange range)
    {
        _range = range;
        _waitingBytes = 0;
        for (int i = 0; i < range.Count; i++)
            range.Blocks[i] = _context.Pool.Rent("fetcher");
    }

    private void Charge(FetchRange range)
    {
        long sourceBytes = 0;
        _context.Sizer.ObserveWaiting(range.Count, _waitingBytes);
        // Each block takes its share of what was reserved; the first takes the rest of the division.
        long share = range.ReservedBytes / range.Count;
        long rest = range.ReservedBytes - share * range.Count;
        for (int i = 0; i < range.Count; i++)
        {
            BlockData block = range.Blocks[i]!;
            sourceBytes += block.SourceBytes;
            _context.Sizer.ObserveSource(block.SourceBytes);
            _context.Charge(block, share + rest);
            _context.Sizer.ObserveHeld(block.ChargedBytes);
            rest = 0;
        }

        _context.Metrics.BlocksFetched(range.Count, sourceBytes);
    }

    private void GiveUp(FetchRange range)
    {
        for (int i = 0; i < range.Count; i++)
        {
            range.Blocks[i]?.Return();
            range.Blocks[i] = null;
        }

        if (!range.Room.IsGranted) return;
        _context.Budget.Release(range.ReservedBytes);
        _context.Status.SetBudgetUsed(_context.Budget.UsedBytes);
    }
}
