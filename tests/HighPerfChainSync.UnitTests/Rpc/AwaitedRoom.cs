using System.Threading.Tasks.Sources;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Room that there is once a test says so, or a time after somebody has begun to wait for it.</summary>
internal sealed class AwaitedRoom(TimeSpan? after = null) : IFetchedBlocks, IValueTaskSource
{
    private readonly TaskCompletionSource _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _waits;

    /// <summary>Waits that did not return at once.</summary>
    public int Waits => Volatile.Read(ref _waits);

    /// <summary>Runs at each of them.</summary>
    public Action? OnWait { get; init; }

    public bool HasRoom => _granted.Task.IsCompleted;

    /// <summary>Makes room.</summary>
    public void Grant() => _granted.TrySetResult();

    public void OnComplete(BlockData block)
    {
    }

    public ValueTask WaitForRoomAsync()
    {
        if (HasRoom) return ValueTask.CompletedTask;
        Interlocked.Increment(ref _waits);
        OnWait?.Invoke();
        return new ValueTask(this, 0);
    }

    void IValueTaskSource.GetResult(short token) => _granted.Task.GetAwaiter().GetResult();

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => HasRoom ? ValueTaskSourceStatus.Succeeded : ValueTaskSourceStatus.Pending;

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        _granted.Task.ContinueWith(_ => continuation(state), TaskScheduler.Default);
        if (after is TimeSpan delay) Task.Delay(delay).ContinueWith(_ => Grant(), TaskScheduler.Default);
    }
}
