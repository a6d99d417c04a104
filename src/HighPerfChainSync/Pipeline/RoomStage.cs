using System.Threading.Channels;

namespace HighPerfChainSync.Pipeline;

/// <summary>Takes room from the byte budget for one planned range after the other.</summary>
/// <remarks>
/// In the order of the blocks, so the lowest range under way always has its own and no wait for room can depend on a block that has none. A range may be
/// asked for before it has room, since on the way to the node and back it needs none; it is read when it has.
/// </remarks>
internal sealed class RoomStage(PipelineContext context, ChannelReader<FetchRange> planned, ulong first)
{
    private readonly StageState _state = context.Board.Room;
    private ulong _next = first;

    /// <summary>The first block that has no room yet. Thread: any.</summary>
    public ulong Next => Volatile.Read(ref _next);

    /// <summary>Settles each range, also when fetching has ended, until no more are planned.</summary>
    public async Task RunAsync()
    {
        _state.Set(StageActivity.WaitsForInput);
        while (await planned.WaitToReadAsync().ConfigureAwait(false))
        {
            while (planned.TryRead(out FetchRange? range))
            {
                _state.Set(StageActivity.WaitsForBudget, range.First);
                // What is known of the chain now, not when the range was planned.
                range.ReservedBytes = context.Sizer.RoomFor(range.Count);
                bool granted = await context.Budget.AcquireAsync(range.ReservedBytes).ConfigureAwait(false);
                if (granted) context.Status.SetBudgetUsed(context.Budget.UsedBytes);
                Volatile.Write(ref _next, range.First + (ulong)range.Count);
                range.Room.Settle(granted);
            }

            _state.Set(StageActivity.WaitsForInput);
        }

        _state.Set(StageActivity.Ended);
    }
}
