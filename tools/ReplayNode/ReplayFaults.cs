using HighPerfChainSync.ReplayNode.WrongData;

namespace HighPerfChainSync.ReplayNode;

/// <summary>The faults of a <see cref="ReplayServer"/>, switched on and off while it runs.</summary>
/// <remarks>
/// A fault strikes every n-th time that it could, or with a probability, so that who retries gets through.
/// Those that concern a block's first answer strike once a block. Thread: any.
/// </remarks>
public sealed class ReplayFaults
{
    private const int MaxRemembered = 1 << 20;

    private readonly Lock _lock = new();
    private readonly Setting[] _settings = new Setting[Enum.GetValues<ReplayFault>().Length];
    private readonly HashSet<(ReplayFault Fault, ulong Number)> _asked = [];
    private readonly Random _random;
    private int _active;
    private long _batchRefusals;
    private long _responseRefusals;

    /// <summary>Creates faults that are all off.</summary>
    /// <param name="seed">Seed of the random numbers behind probabilities.</param>
    public ReplayFaults(int seed = 1)
    {
        _random = new Random(seed);
        WrongData = new WrongDataFaults(seed);
    }

    /// <summary>Wrong data of blocks.</summary>
    public WrongDataFaults WrongData { get; }

    /// <summary>Calls in a batch that are accepted; 0 for no limit.</summary>
    public int BatchLimit { get; set; }

    /// <summary>Bytes of results in an answer that are accepted; 0 for no limit.</summary>
    public long ResponseLimit { get; set; }

    /// <summary>Batches that <see cref="BatchLimit"/> has refused.</summary>
    public long BatchRefusals => Volatile.Read(ref _batchRefusals);

    /// <summary>Answers that <see cref="ResponseLimit"/> has refused, whole or from an item on.</summary>
    public long ResponseRefusals => Volatile.Read(ref _responseRefusals);

    /// <summary>How the two limits are reported.</summary>
    public ReplayLimitStyle LimitStyle { get; set; }

    /// <summary>Time that passes before each answer.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Lets a fault strike every <paramref name="every"/>-th time that it could.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="every">1 strikes each time.</param>
    public void Enable(ReplayFault fault, int every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        Set(fault, new Setting { Every = every });
    }

    /// <summary>Lets a fault strike at random.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="probability">0 to 1.</param>
    public void EnableAtRandom(ReplayFault fault, double probability)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(probability, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        Set(fault, new Setting { Probability = probability });
    }

    /// <summary>Switches a fault off.</summary>
    public void Disable(ReplayFault fault) => Set(fault, default);

    /// <summary>Switches all faults off, limits and latency too.</summary>
    public void DisableAll()
    {
        foreach (ReplayFault fault in Enum.GetValues<ReplayFault>()) Disable(fault);
        WrongData.DisableAll();
        BatchLimit = 0;
        ResponseLimit = 0;
        Latency = TimeSpan.Zero;
    }

    /// <summary>How often a fault has struck since it was switched on.</summary>
    public long CountStrikes(ReplayFault fault)
    {
        lock (_lock) return _settings[(int)fault].Strikes;
    }

    /// <summary>Whether the fault strikes now.</summary>
    internal bool Strikes(ReplayFault fault)
    {
        if (Volatile.Read(ref _active) == 0) return false;
        lock (_lock) return StrikesLocked(fault);
    }

    /// <summary>Whether the fault strikes at this block, which it does at most once.</summary>
    internal bool StrikesOnce(ReplayFault fault, ulong number)
    {
        if (Volatile.Read(ref _active) == 0) return false;
        lock (_lock)
        {
            if (!_settings[(int)fault].IsOn) return false;
            if (_asked.Count >= MaxRemembered) _asked.Clear();
            return _asked.Add((fault, number)) && StrikesLocked(fault);
        }
    }

    /// <summary>Counts a batch that its limit refuses.</summary>
    internal void CountBatchRefusal() => Interlocked.Increment(ref _batchRefusals);

    /// <summary>Counts an answer that its limit refuses.</summary>
    internal void CountResponseRefusal() => Interlocked.Increment(ref _responseRefusals);

    private bool StrikesLocked(ReplayFault fault)
    {
        ref Setting setting = ref _settings[(int)fault];
        if (!setting.IsOn) return false;
        bool strikes = setting.Every > 0
            ? ++setting.Chances % setting.Every == 0
            : Draw() < setting.Probability;
        if (strikes) setting.Strikes++;
        return strikes;
    }

    private double Draw()
    {
#pragma warning disable CA5394 // Not for security: faults that can be repeated.
        return _random.NextDouble();
#pragma warning restore CA5394
    }

    private void Set(ReplayFault fault, Setting setting)
    {
        lock (_lock)
        {
            _settings[(int)fault] = setting;
            _asked.RemoveWhere(asked => asked.Fault == fault);
            int active = 0;
            foreach (Setting each in _settings)
            {
                if (each.IsOn) active++;
            }

            Volatile.Write(ref _active, active);
        }
    }

    private struct Setting
    {
        public int Every;
        public double Probability;
        public long Chances;
        public long Strikes;

        public readonly bool IsOn => Every > 0 || Probability > 0;
    }
}
