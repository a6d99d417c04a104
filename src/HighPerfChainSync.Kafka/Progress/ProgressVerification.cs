using HighPerfChainSync.Records;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.Kafka.Progress;

/// <summary>What was checked of the blocks of a stream, counted from where its present level of verification began. Immutable.</summary>
/// <remarks>Its size is bounded by the number of checks and reasons, however long the stream is.</remarks>
internal sealed class ProgressVerification : IEquatable<ProgressVerification>
{
    /// <summary>More than there are checks and reasons, now and in later versions.</summary>
    public const int MaxCounts = 512;

    /// <summary>Name of the level (<see cref="VerificationLevelNames"/>).</summary>
    public required string Level { get; init; }

    /// <summary>First block that was written at this level.</summary>
    public required ulong Since { get; init; }

    /// <summary>Blocks written at this level; one that was written again after a reorganisation counts again.</summary>
    public required long Blocks { get; init; }

    /// <summary>Blocks of which a check could not be made, by <c>check:reason</c>.</summary>
    public required SortedDictionary<string, long> Unverifiable { get; init; }

    /// <summary>Blocks that were taken although a check does not hold, by check.</summary>
    public required SortedDictionary<string, long> Failed { get; init; }

    /// <summary>What it is once these blocks are written.</summary>
    public static ProgressVerification After(ProgressVerification? before, List<BlockData> blocks)
    {
        string level = VerificationLevelNames.Of(blocks[^1].Verification.Level);
        bool goesOn = before?.Level == level;
        var unverifiable = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var failed = new SortedDictionary<string, long>(StringComparer.Ordinal);
        if (goesOn)
        {
            foreach ((string name, long count) in before!.Unverifiable) unverifiable[name] = count;
            foreach ((string name, long count) in before.Failed) failed[name] = count;
        }

        foreach (BlockData block in blocks)
        {
            foreach (BlockCheck check in block.Verification.Unverifiable)
                Count(unverifiable, $"{BlockCheckNames.Of(check)}:{UnverifiableReasonNames.Of(block.Verification.Reasons.ReasonOf(check))}");
            foreach (BlockCheck check in block.Verification.Failed) Count(failed, BlockCheckNames.Of(check));
        }

        return new ProgressVerification
        {
            Level = level,
            Since = goesOn ? before!.Since : blocks[0].Header.Number,
            Blocks = blocks.Count + (goesOn ? before!.Blocks : 0),
            Unverifiable = unverifiable,
            Failed = failed,
        };
    }

    /// <inheritdoc/>
    public bool Equals(ProgressVerification? other) =>
        other is not null && Level == other.Level && Since == other.Since && Blocks == other.Blocks
        && AreSame(Unverifiable, other.Unverifiable) && AreSame(Failed, other.Failed);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ProgressVerification);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Level, Since, Blocks);

    private static bool AreSame(SortedDictionary<string, long> x, SortedDictionary<string, long> y)
    {
        if (x.Count != y.Count) return false;
        foreach ((string name, long count) in x)
        {
            if (!y.TryGetValue(name, out long other) || other != count) return false;
        }

        return true;
    }

    private static void Count(SortedDictionary<string, long> counts, string name)
    {
        counts.TryGetValue(name, out long count);
        if (count > 0 || counts.Count < MaxCounts) counts[name] = count + 1;
    }
}
