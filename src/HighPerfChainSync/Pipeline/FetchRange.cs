using System.Threading.Tasks.Sources;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Pipeline;

/// <summary>A run of blocks that one fetcher reads in one go, and the promise of them to the sequencer.</summary>
/// <remarks>
/// Owner: the planner, then its fetcher, then the sequencer; returned by: the sequencer, to the planner's free ranges; thread: the owner's.
/// The promise is kept exactly once per use: true when all blocks are there, false when they will not come.
/// </remarks>
internal sealed class FetchRange : IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<bool> _fetched;

    /// <summary>Creates a range for at most <paramref name="capacity"/> blocks.</summary>
    public FetchRange(int capacity) => Blocks = new BlockData?[capacity];

    /// <summary>Height of the first block.</summary>
    public ulong First { get; private set; }

    /// <summary>Number of blocks.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the budget that it needs before it is read; known when they are asked for.</summary>
    public long ReservedBytes { get; set; }

    /// <summary>Whether it has them.</summary>
    public RangeRoom Room { get; } = new();

    /// <summary>The blocks, there after the promise has been kept.</summary>
    public BlockData?[] Blocks { get; }

    /// <summary>Starts a new use.</summary>
    public void Plan(ulong first, int count)
    {
        First = first;
        Count = count;
        Room.Reset();
        _fetched.Reset();
    }

    /// <summary>Keeps the promise. A sequencer that waits for it runs on at once, on this thread; of one that is given up it hears on the pool.</summary>
    public void Complete(bool fetched)
    {
        _fetched.RunContinuationsAsynchronously = !fetched;
        _fetched.SetResult(fetched);
    }

    /// <summary>Waits for the promise; once per use.</summary>
    public ValueTask<bool> WaitAsync() => new(this, _fetched.Version);

    bool IValueTaskSource<bool>.GetResult(short token) => _fetched.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _fetched.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _fetched.OnCompleted(continuation, state, token, flags);
}
