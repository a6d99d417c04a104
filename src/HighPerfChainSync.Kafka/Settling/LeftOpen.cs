using HighPerfChainSync.Kafka.Progress;

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

    /// <summary>
    /// The highest block behind <see cref="Shown"/>, and not behind <see cref="Written"/>, of which a data topic shows a record;
    /// looked for only when the progress topic is open.
    /// </summary>
    public ulong? ShownBlock { get; init; }

    /// <summary>Decides how what is open ended, by what the same transaction wrote elsewhere and by what this instance knows.</summary>
    /// <param name="known">The progress whose commit was acknowledged to this instance, or null.</param>
    public Settlement Decide(ProgressRecord? known)
    {
        ulong? committed = Max(known?.Last?.Number, Shown?.Last?.Number);
        ulong? written = Written?.Last?.Number;
        // A progress record is in the transaction of its blocks: when these are shown, or its commit was acknowledged, it was committed.
        bool isShown = ShownBlock is not null && (committed is null || ShownBlock > committed);
        bool isKnown = known is not null && Written?.Instance == known.Instance && written == known.Last?.Number;
        ulong? last = isShown ? written : committed;
        var aborted = new List<OpenEnd>();
        OpenEnd? torn = null;
        foreach (OpenEnd end in Ends)
        {
            if (end.IsProgress ? isShown || isKnown : end.LastBlock <= last) continue;
            if (end.FirstBlock <= last) torn = end;
            aborted.Add(end);
        }

        return new Settlement(aborted, torn, isShown || isKnown ? Written : Shown);
    }

    private static ulong? Max(ulong? a, ulong? b) => a is null || b > a ? b : a;
}
