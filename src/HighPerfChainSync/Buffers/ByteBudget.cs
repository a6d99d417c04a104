using System.Threading.Tasks.Sources;

namespace HighPerfChainSync.Buffers;

/// <summary>The bound on bytes under way in all stages of a stream: whoever starts new work waits for room, whoever finds out more charges it.</summary>
/// <remarks>
/// One caller at a time may wait, so room is granted in the order of the blocks and the lowest range always has its own. <see cref="Charge"/>
/// never waits and may overdraw. A demand that exceeds the whole budget passes when nothing else is under way.
/// Thread: any; allocates nothing.
/// </remarks>
internal sealed class ByteBudget : IValueTaskSource<bool>
{
    private readonly Lock _lock = new();
    private readonly bool _runsOnAtOnce;
    private ManualResetValueTaskSourceCore<bool> _granted;
    private long _used;
    private long _wanted = -1;
    private bool _closed;

    /// <summary>Creates a budget.</summary>
    /// <param name="limitBytes">Bytes that may be under way.</param>
    /// <param name="runsOnAtOnce">Whether who waits for room goes on at once, on the thread that gives it back; else on the pool.</param>
    public ByteBudget(long limitBytes, bool runsOnAtOnce = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limitBytes, 1);
        LimitBytes = limitBytes;
        _runsOnAtOnce = runsOnAtOnce;
    }

    /// <summary>Bytes that may be under way.</summary>
    public long LimitBytes { get; }

    /// <summary>Bytes under way; above <see cref="LimitBytes"/> when overdrawn.</summary>
    public long UsedBytes => Volatile.Read(ref _used);

    /// <summary>Whether a caller waits for room.</summary>
    public bool IsAwaited => Volatile.Read(ref _wanted) >= 0;

    /// <summary>Waits until there is room, and takes it.</summary>
    /// <returns>False when the budget has been closed; nothing is taken then.</returns>
    /// <exception cref="InvalidOperationException">Another caller waits already.</exception>
    public ValueTask<bool> AcquireAsync(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        lock (_lock)
        {
            if (_closed) return new ValueTask<bool>(false);
            if (_wanted >= 0) throw new InvalidOperationException("Only one caller at a time may wait for the byte budget.");
            if (Fits(bytes))
            {
                Volatile.Write(ref _used, _used + bytes);
                return new ValueTask<bool>(true);
            }

            _granted.Reset();
            Volatile.Write(ref _wanted, bytes);
            return new ValueTask<bool>(this, _granted.Version);
        }
    }

    /// <summary>Adds bytes that turned up after the room was taken, or gives some back when negative. Never waits.</summary>
    public void Charge(long bytes)
    {
        lock (_lock)
        {
            Volatile.Write(ref _used, _used + bytes);
            if (_wanted < 0 || !Fits(_wanted)) return;
            Volatile.Write(ref _used, _used + _wanted);
            Volatile.Write(ref _wanted, -1);
        }

        _granted.RunContinuationsAsynchronously = !_runsOnAtOnce;
        _granted.SetResult(true);
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(long bytes) => Charge(-bytes);

    /// <summary>Turns away whoever waits or will wait; that one hears of it on the pool.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            if (_wanted < 0) return;
            Volatile.Write(ref _wanted, -1);
        }

        _granted.RunContinuationsAsynchronously = true;
        _granted.SetResult(false);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _granted.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _granted.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _granted.OnCompleted(continuation, state, token, flags);

    private bool Fits(long bytes) => _used <= 0 || bytes <= LimitBytes - _used;
}
