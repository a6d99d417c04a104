using System.Threading.Tasks.Sources;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>Wakes the one who waits for delivery reports. A signal that nobody awaits is kept for the next wait; waiting allocates nothing.</summary>
/// <remarks>Thread: one waits, one sets.</remarks>
internal sealed class ReportSignal : IValueTaskSource
{
    private const int Idle = 0;
    private const int Raised = 1;
    private const int Awaited = 2;

    // The thread that sets it must go on serving events: the waiter continues elsewhere.
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private int _state;

    /// <summary>Waits for the next signal.</summary>
    /// <exception cref="InvalidOperationException">Another caller waits already.</exception>
    public ValueTask WaitAsync()
    {
        if (Volatile.Read(ref _state) == Awaited) throw new InvalidOperationException("Only one caller at a time may wait for delivery reports.");
        _source.Reset();
        if (Interlocked.CompareExchange(ref _state, Awaited, Idle) == Idle) return new ValueTask(this, _source.Version);
        Volatile.Write(ref _state, Idle);
        return default;
    }

    /// <summary>Wakes the waiter.</summary>
    public void Set()
    {
        if (Interlocked.CompareExchange(ref _state, Raised, Idle) == Awaited)
        {
            Volatile.Write(ref _state, Idle);
            _source.SetResult(true);
        }
    }

    void IValueTaskSource.GetResult(short token) => _source.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _source.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _source.OnCompleted(continuation, state, token, flags);
}
