namespace HighPerfChainSync.EndToEnd.Figures;

/// <summary>The middle of one run, from one of the host's lines of progress to another: neither start-up nor the end is in it.</summary>
/// <remarks>Lines come each five seconds, so a run should last twenty. Thread: any.</remarks>
/// <param name="firstBlocks">Blocks that belong to the start.</param>
internal sealed class SteadyWindow(long firstBlocks)
{
    private readonly Lock _lock = new();
    private Counters? _first;
    private Counters? _last;

    /// <summary>Both ends; null while there are not two.</summary>
    public (Counters First, Counters Last)? Ends
    {
        get
        {
            lock (_lock) return _first is { } first && _last is { } last && last.Totals.Blocks > first.Totals.Blocks ? (first, last) : null;
        }
    }

    /// <summary>Takes note of what was counted at a line of progress.</summary>
    public void Add(Counters counters)
    {
        lock (_lock)
        {
            if (counters.Totals.Blocks < firstBlocks) return;
            _last = counters;
            _first ??= counters;
        }
    }
}
