namespace HighPerfChainSync.Fuzzing.Running;

/// <summary>Ends the process when an input does not come to an end, and saves it: nothing else could get it out of there.</summary>
internal sealed class Watchdog : IDisposable
{
    /// <summary>Longer than the rule for inputs that do end.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly Action _onHang;
    private readonly Timer _timer;
    private long _count;
    private long _seen = -1;

    /// <summary>Begins to watch.</summary>
    /// <param name="onHang">Called from another thread when nothing has been counted for a minute.</param>
    public Watchdog(Action onHang)
    {
        _onHang = onHang;
        _timer = new Timer(static self => ((Watchdog)self!).Look(), this, s_limit, s_limit);
    }

    /// <summary>Notes that an input begins.</summary>
    public void Count() => Volatile.Write(ref _count, _count + 1);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long now = Volatile.Read(ref _count);
        if (now == _seen) _onHang();
        _seen = now;
    }
}
