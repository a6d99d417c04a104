using System.Globalization;
using HighPerfChainSync.FaultHarness.Auditing;
using HighPerfChainSync.FaultHarness.Faults;
using HighPerfChainSync.FaultHarness.Hosts;

namespace HighPerfChainSync.FaultHarness.Running;

/// <summary>What happened and what was found. Thread: one at a time.</summary>
internal sealed class HarnessReport(int seed, TextWriter output, bool isVerbose)
{
    private readonly SortedDictionary<FaultKind, SortedDictionary<string, int>> _struck = [];
    private readonly SortedDictionary<FaultKind, List<double>> _recoveries = [];
    private readonly SortedDictionary<FaultKind, SortedDictionary<HostOutcome, int>> _outcomes = [];
    private readonly List<double> _restarts = [];
    private readonly List<string> _problems = [];
    private readonly List<string> _notes = [];
    private long _peakBytes;
    private long _records;
    private long _followed;
    private int _streams;
    private int _lost;
    private int _duplicates;
    private int _outOfOrder;
    private int _foreign;

    /// <summary>Rounds so far.</summary>
    public int Rounds { get; set; }

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => _problems.Count == 0 && _lost + _duplicates + _outOfOrder + _foreign == 0;

    /// <summary>A fault struck.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="where">In which phase of the host, and by what means.</param>
    public void Struck(FaultKind kind, string where)
    {
        if (!_struck.TryGetValue(kind, out SortedDictionary<string, int>? places)) _struck[kind] = places = new(StringComparer.Ordinal);
        places[where] = places.GetValueOrDefault(where) + 1;
        if (isVerbose) Line($"  {Rounds,5} {kind.Name(),-16} {where}");
    }

    /// <summary>From the start of a host on a stream that exists to its first commit.</summary>
    public void Restarted(TimeSpan toFirstCommit) => _restarts.Add(toFirstCommit.TotalSeconds);

    /// <summary>From the end of a fault that the host outlived to its next commits.</summary>
    /// <param name="kind">Which fault.</param>
    /// <param name="time">How long it took.</param>
    /// <param name="outcome">What the host had to do.</param>
    public void Recovered(FaultKind kind, TimeSpan time, HostOutcome outcome)
    {
        if (!_outcomes.TryGetValue(kind, out SortedDictionary<HostOutcome, int>? outcomes)) _outcomes[kind] = outcomes = [];
        outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        if (!_recoveries.TryGetValue(kind, out List<double>? times)) _recoveries[kind] = times = [];
        times.Add(time.TotalSeconds);
    }

    /// <summary>The largest resident set of a host.</summary>
    public void Peak(long bytes) => _peakBytes = Math.Max(_peakBytes, bytes);

    /// <summary>A figure worth showing.</summary>
    public void Note(string text) => _notes.Add(text);

    /// <summary>Something that must not happen; said at once.</summary>
    public void Problem(string text)
    {
        _problems.Add(text);
        Line($"PROBLEM in round {Rounds}: {text}");
    }

    /// <summary>Takes what an audit saw in a stream.</summary>
    public void Audited(StreamLedger ledger)
    {
        _streams++;
        _records += ledger.Records;
        Take(ledger, "audit");
    }

    /// <summary>Takes what the consumer saw that followed the stream.</summary>
    public void Followed(StreamLedger ledger)
    {
        _followed += ledger.Records;
        Take(ledger, "following consumer");
    }

    /// <summary>Shows how far it is, now and then.</summary>
    public void Progress(TimeSpan elapsed)
    {
        if (Rounds % 25 == 0) Line($"  {Rounds} rounds in {elapsed.TotalSeconds:0} s");
    }

    /// <summary>Prints everything.</summary>
    public void Print(TimeSpan elapsed)
    {
        Line($"");
        Line($"seed {seed}, {Rounds} rounds in {elapsed.TotalSeconds:0} s, {_streams} streams audited");
        foreach ((FaultKind kind, SortedDictionary<string, int> places) in _struck)
            Line($"  {kind.Name()}: {places.Values.Sum()} ({string.Join(", ", places.OrderByDescending(static p => p.Value).Select(static p => $"{p.Key} {p.Value}"))})");
        Line($"records audited: {_records}, seen by the following consumer: {_followed}");
        Line($"lost: {_lost}, twice: {_duplicates}, out of order: {_outOfOrder}, foreign: {_foreign}, other problems: {_problems.Count}");
        if (_restarts.Count > 0) Line($"restart to first commit: {Quantiles(_restarts)}");
        foreach ((FaultKind kind, List<double> times) in _recoveries)
            Line($"{kind.Name()} to next commit: {Quantiles(times)}; {string.Join(", ", _outcomes[kind].Select(static o => $"{o.Key.Name()} {o.Value}"))}");
        Line($"largest resident set of a host: {_peakBytes >> 20} MiB");
        foreach (string note in _notes) Line($"{note}");
        foreach (string problem in _problems) Line($"PROBLEM: {problem}");
        Line($"{(IsSound ? "SOUND" : "NOT SOUND")}");
    }

    private void Take(StreamLedger ledger, string who)
    {
        foreach (TopicLedger topic in ledger.Topics)
        {
            _lost += topic.Lost;
            _duplicates += topic.Duplicates;
            _outOfOrder += topic.OutOfOrder;
            _foreign += topic.Foreign;
            foreach (string example in topic.Examples) Line($"WRONG in round {Rounds}, {who}: {example}");
        }
    }

    private static string Quantiles(List<double> seconds)
    {
        seconds.Sort();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"p50 {At(0.5):0.00} s, p95 {At(0.95):0.00} s, max {seconds[^1]:0.00} s ({seconds.Count} times)");

        double At(double share) => seconds[(int)Math.Min(seconds.Count - 1, share * seconds.Count)];
    }

    private void Line(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
