using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Host.Display;

/// <summary>Turns the counters of a stream into rates over the last <see cref="WindowSamples"/> samples.</summary>
/// <remarks>Thread: one, the display's.</remarks>
internal sealed class ProgressMeter
{
    /// <summary>Samples that a rate looks back over.</summary>
    public const int WindowSamples = 10;

    // Following the head there is always a block or two on the way: that is not a distance to estimate.
    private const ulong NearHead = 3;

    private readonly StreamStatus _status;
    private readonly TimeProvider _time;
    private readonly Sample[] _samples = new Sample[WindowSamples];
    private int _taken;

    /// <summary>Starts at the counters' present state.</summary>
    public ProgressMeter(StreamStatus status, TimeProvider time)
    {
        _status = status;
        _time = time;
        Add(Read());
    }

    /// <summary>Takes a sample and says how things stand.</summary>
    public ProgressSnapshot Take()
    {
        Sample now = Read();
        Sample then = _samples[_taken < WindowSamples ? 0 : _taken % WindowSamples];
        Add(now);
        double seconds = _time.GetElapsedTime(then.Timestamp, now.Timestamp).TotalSeconds;
        double Rate(long from, long to) => seconds > 0 ? (to - from) / seconds : 0;
        double blocks = Rate(then.Blocks, now.Blocks);
        ulong? committed = _status.Committed;
        ulong? head = _status.Head;
        ulong? last = _status.Last;
        return new ProgressSnapshot
        {
            Chain = _status.Chain,
            Committed = committed,
            Last = last,
            Head = head,
            Lag = Distance(committed, head),
            BlocksPerSecond = blocks,
            RecordsPerSecond = Rate(then.Records, now.Records),
            BytesInPerSecond = Rate(then.BytesIn, now.BytesIn),
            BytesOutPerSecond = Rate(then.BytesOut, now.BytesOut),
            Blocks = now.Blocks,
            Records = now.Records,
            BytesUnderWay = _status.BudgetUsed,
            BudgetBytes = _status.BudgetBytes,
            RpcErrors = _status.RpcErrors,
            Reorgs = _status.Reorgs,
            DeepestReorg = _status.DeepestReorg,
            Eta = Estimate(committed, last, head, blocks),
            WrongBlock = _status.WrongBlock?.Number,
            Activity = _status.WrongBlock?.ToString() ?? _status.Activity,
        };
    }

    private static ulong? Distance(ulong? from, ulong? to) =>
        from is ulong start && to is ulong end ? end - Math.Min(start, end) : null;

    private static TimeSpan? Estimate(ulong? committed, ulong? last, ulong? head, double blocksPerSecond)
    {
        if (blocksPerSecond <= 0 || Distance(committed, last ?? head) is not ulong distance) return null;
        if (last is null && distance <= NearHead) return null;
        double seconds = distance / blocksPerSecond;
        return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;
    }

    private Sample Read() => new(
        _time.GetTimestamp(), _status.BlocksCommitted, _status.RecordsCommitted, _status.BytesIn, _status.BytesOut);

    private void Add(Sample sample) => _samples[_taken++ % WindowSamples] = sample;

    private readonly record struct Sample(long Timestamp, long Blocks, long Records, long BytesIn, long BytesOut);
}
