namespace HighPerfChainSync.ReplayNode;

/// <summary>The head of a replayed chain: where it stands, how it advances, and how far behind it <c>safe</c> and <c>finalized</c> lie.</summary>
/// <remarks>Thread: any.</remarks>
public sealed class ReplayHead
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ulong _first;
    private readonly ulong _end;
    private readonly ulong _safeLag;
    private readonly ulong _finalizedLag;
    private ulong _from;
    private long _since;
    private double _speed;
    private ulong? _limit;
    private TaskCompletionSource _moved = NewMove();

    internal ReplayHead(ReplayChain chain, ReplayServerOptions options)
    {
        _time = options.Time;
        _first = chain.First;
        _end = Math.Clamp(options.End ?? chain.Last, chain.First, chain.Last);
        _safeLag = options.SafeLag;
        _finalizedLag = options.FinalizedLag;
        _from = Math.Clamp(options.Head ?? _end, chain.First, _end);
        _speed = options.BlocksPerSecond;
        _since = _time.GetTimestamp();
    }

    /// <summary>The highest block that exists now.</summary>
    public ulong Number
    {
        get
        {
            lock (_lock)
            {
                double advanced = Math.Max(0, _time.GetElapsedTime(_since).TotalSeconds) * _speed;
                ulong left = _end - _from;
                ulong number = advanced >= left ? _from + (_speed > 0 ? left : 0) : _from + (ulong)advanced;
                return Math.Min(number, _limit ?? number);
            }
        }
    }

    /// <summary>The block that <c>safe</c> names.</summary>
    public ulong Safe => SafeAt(Number);

    /// <summary>The block that <c>finalized</c> names.</summary>
    public ulong Finalized => FinalizedAt(Number);

    /// <summary>The lowest block.</summary>
    internal ulong First => _first;

    /// <summary>Where it waits; null where nothing stops it.</summary>
    internal ulong? Limit
    {
        get
        {
            lock (_lock) return _limit;
        }

        set
        {
            lock (_lock) _limit = value;
        }
    }

    /// <summary>Ends when the head is put somewhere the next time.</summary>
    internal Task Moved
    {
        get
        {
            lock (_lock) return _moved.Task;
        }
    }

    /// <summary>Puts the head at a block, down as well as up, from where it goes on at its speed.</summary>
    public void Set(ulong number)
    {
        lock (_lock)
        {
            _from = Math.Clamp(number, _first, _end);
            _since = _time.GetTimestamp();
            _moved.SetResult();
            _moved = NewMove();
        }
    }

    /// <summary>Lets the head advance at another speed from where it is.</summary>
    /// <param name="blocksPerSecond">Blocks in a second; 0 stands still.</param>
    public void SetSpeed(double blocksPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(blocksPerSecond);
        lock (_lock)
        {
            Set(Number);
            _speed = blocksPerSecond;
        }
    }

    /// <summary>The block that <c>safe</c> names for a node with this head.</summary>
    internal ulong SafeAt(ulong head) => Below(head, _safeLag);

    /// <summary>The block that <c>finalized</c> names for a node with this head.</summary>
    internal ulong FinalizedAt(ulong head) => Below(head, _finalizedLag);

    /// <summary>Lets the head go on from where it waits, to the next place.</summary>
    internal void Release(ulong? next)
    {
        lock (_lock)
        {
            // A head that moves goes on from here; one that stands was put where it belongs.
            if (_speed > 0) Set(Number + 1);
            _limit = next;
        }
    }

    private static TaskCompletionSource NewMove() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ulong Below(ulong head, ulong lag) => head - _first > lag ? head - lag : _first;
}
