using HighPerfChainSync.Kafka.Progress;

namespace HighPerfChainSync.Kafka.Settling;

/// <summary>What is to be done about partitions that are open.</summary>
/// <param name="Aborted">Those whose open records were never committed; the others show theirs with the next commit that writes to them.</param>
/// <param name="Torn">One that has records of a committed transaction and, behind them, of another: no end is right for both. Or null.</param>
/// <param name="Progress">The progress that holds once all is ended, as far as was known before; or null.</param>
internal sealed record Settlement(IReadOnlyList<OpenEnd> Aborted, OpenEnd? Torn, ProgressRecord? Progress)
{
    /// <summary>One of which nothing says how it ended; or null.</summary>
    public OpenEnd? Undecided { get; init; }
}
