using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.Kafka.Settling;

/// <summary>What a transaction has left open that its coordinator holds for ended.</summary>
/// <remarks>
/// A coordinator writes the end of a transaction as a marker into each of its partitions. Apache Kafka 4.3 gives the marker of a partition up when that
/// has no leader at this moment ("these partitions are likely deleted already"), as after a crash of the only broker. The records then stay undecided,
/// and the next marker of the same producer decides for them too: a commit shows what was aborted, and is redone, a second time.
/// </remarks>
internal sealed record LeftOpen
{
    /// <summary>The open partitions, one or more.</summary>
    public required IReadOnlyList<OpenEnd> Ends { get; init; }

    /// <summary>The last progress that is shown to consumers, or null.</summary>
    public ProgressRecord? Shown { get; init; }

    /// <summary>The last progress that has been written, also if it is not shown; or null.</summary>
    public ProgressRecord? Written { get; init; }

    /// <summary>The last record that each partition of the data topics shows; looked for only when the progress topic is open.</summary>
    public IReadOnlyList<BlockMark> ShownMarks { get; init; } = [];

    /// <summary>Decides how what is open ended, by what the same transaction wrote elsewhere and by what this instance knows.</summary>
    /// <param name="known">The progress whose commit was acknowledged to this instance, or null.</param>
    /// <remarks>
    /// A record was committed if the chain of the progress that holds has its block, and a retraction if it has not: heights alone would not tell, because
    /// a reorganisation comes back to them. The last record decides: what lies before it in a partition is of the same transaction or of an earlier one.
    /// </remarks>
    public Settlement Decide(ProgressRecord? known)
    {
        ProgressRecord? committed = NewestOf(known, Shown);
        // A progress record is in the transaction of its blocks: when these are shown, or its commit was acknowledged, it was committed.
        bool isShown = ShownMarks.Any(mark => Written?.Holds(mark) == true && (committed is null || committed.Holds(mark) == false));
        bool isKnown = known is not null && Written?.Instance == known.Instance && known.IsSameCommit(Written);
        ProgressRecord? holding = isShown ? Written : committed;
        var aborted = new List<OpenEnd>();
        var undecided = new List<OpenEnd>();
        OpenEnd? torn = null;
        int kept = 0;
        foreach (OpenEnd end in Ends)
        {
            bool? isCommitted = end.IsProgress ? isShown || isKnown : WasCommitted(end, holding);
            if (isCommitted is null) undecided.Add(end);
            if (isCommitted == false) aborted.Add(end);
            if (isCommitted == false && holding is not null && end.First is { } first && holding.Holds(first) == true) torn = end;
            if (isCommitted == true) kept++;
        }

        // Records of blocks deeper than the progress names: they ended as the others that are open did.
        bool isClear = (aborted.Count == 0) != (kept == 0);
        if (isClear && kept == 0) aborted.AddRange(undecided);
        return new Settlement(aborted, torn, isShown || isKnown ? Written : Shown) { Undecided = isClear || undecided.Count == 0 ? null : undecided[0] };
    }

    /// <summary>Null when nothing in the partition says so: of deep blocks that are taken back the first one, which is the newest, may still.</summary>
    private static bool? WasCommitted(OpenEnd end, ProgressRecord? holding)
    {
        if (holding is null || end.Last is not { } last) return false;
        return holding.Holds(last) ?? (end.First is { IsRemoved: true } first ? holding.Holds(first) : null);
    }

    /// <summary>The later of two: a reorganisation may lower the height, but every commit adds records.</summary>
    private static ProgressRecord? NewestOf(ProgressRecord? known, ProgressRecord? shown)
    {
        if (known is null || shown is null) return known ?? shown;
        // Another's is of before, or this instance is fenced and will soon know it.
        if (shown.Instance != known.Instance) return known;
        long more = shown.Counts.Sum() - known.Counts.Sum();
        return more > 0 || (more == 0 && shown.Last?.Number > (known.Last?.Number ?? 0)) ? shown : known;
    }
}
