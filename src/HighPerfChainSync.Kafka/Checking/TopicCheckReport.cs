using HighPerfChainSync.Checking;

namespace HighPerfChainSync.Kafka.Checking;

/// <summary>The result of a check of a stream's topics.</summary>
public sealed record TopicCheckReport
{
    /// <summary>The stream.</summary>
    public required string Stream { get; init; }

    /// <summary>The schema that the progress names.</summary>
    public required string Schema { get; init; }

    /// <summary>Name of the profile that was checked by.</summary>
    public required string Profile { get; init; }

    /// <summary>First block that was to be checked.</summary>
    public ulong? First { get; init; }

    /// <summary>Last block that was to be checked.</summary>
    public ulong? Last { get; init; }

    /// <summary>Blocks that were checked.</summary>
    public long Blocks { get; init; }

    /// <summary>Records that were not taken back.</summary>
    public long Records { get; init; }

    /// <summary>Records that take one back.</summary>
    public long Retractions { get; init; }

    /// <summary>Every check, with how often it held, failed and could not be made.</summary>
    public required IReadOnlyList<StoredCheckRow> Checks { get; init; }

    /// <summary>Number of faults.</summary>
    public long FaultCount { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<StoredFault> Faults { get; init; }

    /// <summary>What a reader should know besides, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Whether no fault was found.</summary>
    public bool IsSound => FaultCount == 0;
}
