namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>The result of an audit.</summary>
public sealed record AuditReport
{
    /// <summary>What was found in each topic.</summary>
    public required IReadOnlyList<TopicFindings> Topics { get; init; }

    /// <summary>The stream whose progress was compared with, or null when there was none.</summary>
    public string? Stream { get; init; }

    /// <summary>The last block of that progress, up to which everything was audited.</summary>
    public ulong? LastBlock { get; init; }

    /// <summary>What a reader should know besides, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Records that were audited.</summary>
    public long Records { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Whether no fault was found.</summary>
    public bool IsSound
    {
        get
        {
            foreach (TopicFindings topic in Topics)
            {
                if (!topic.IsSound) return false;
            }

            return true;
        }
    }
}
