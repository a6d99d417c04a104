using System.Threading.Tasks.Sources;

namespace HighPerfChainSync.Pipeline;

/// <summary>Whether a range has its room in the byte budget, and the wait for it.</summary>
/// <remarks>
/// Settled exactly once per use, also when fetching ends; who waited goes on by the pool's common queue, so that of several ranges whose room comes at once
/// the lowest is read first. Owner: its <see cref="FetchRange"/>; thread: settled by the room's stage, waited for by the fetcher, one wait at a time.
/// </remarks>
internal sealed class RangeRoom : IValueTaskSource, IThreadPoolWorkItem
{
    private const int Open = 0;
    private const int Awaited = 1;
    private const int Settled = 2;

    private ManualResetValueTaskSourceCore<bool> _settled;
    private StageState? _waiter;
    private int _state;

    /// <summary>Whether there is room; false as long as that is not settled.</summary>
    public bool IsGranted { get; private set; }

    /// <summary>Whether that is settled.</summary>
    public bool IsSettled => Volatile.Read(ref _state) == Settled;

    /// <summary>Starts a new use.</summary>
    public void Reset()
    {
        IsGranted = false;
        _settled.Reset();
        Volatile.Write(ref _state, Open);
    }

    /// <summary>Says that the room has been taken, or that it will not be.</summary>
    public void Settle(bool granted)
    {
        IsGranted = granted;
        if (Interlocked.Exchange(ref _state, Settled) == Awaited) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Waits until it is settled; any number of times, each awaited before the next.</summary>
    /// <param name="waiter">The state of who waits: for the budget meanwhile, for the node afterwards.</param>
    public ValueTask WaitAsync(StageState waiter)
    {
        if (IsSettled) return ValueTask.CompletedTask;
        _waiter = waiter;
        waiter.Set(StageActivity.WaitsForBudget);
        if (Interlocked.CompareExchange(ref _state, Awaited, Open) != Settled) return new ValueTask(this, _settled.Version);
        waiter.Set(StageActivity.WaitsForNode);
        return ValueTask.CompletedTask;
    }

    void IThreadPoolWorkItem.Execute()
    {
        _waiter!.Set(StageActivity.WaitsForNode);
        _settled.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _settled.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _settled.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _settled.OnCompleted(continuation, state, token, flags);
}
