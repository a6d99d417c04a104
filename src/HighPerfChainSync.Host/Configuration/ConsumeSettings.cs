using HighPerfChainSync.Kafka.Reading;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>The whole checked configuration of a <c>consume</c>.</summary>
internal sealed record ConsumeSettings
{
    /// <summary>What is read, and from where to where; its topics may be missing for an audit.</summary>
    public required TopicReaderOptions Reader { get; init; }

    /// <summary>Name of the chain, or null.</summary>
    public string? Chain { get; init; }

    /// <summary>How progress topics are named, or null for the default.</summary>
    public string? ProgressTopicTemplate { get; init; }

    /// <summary>Values are printed as the bytes they are.</summary>
    public bool IsRaw { get; init; }

    /// <summary>What is printed around each value.</summary>
    public RecordParts With { get; init; }

    /// <summary>Checks instead of printing.</summary>
    public bool Audit { get; init; }

    /// <summary>The audit's result is printed as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>What is printed on standard error.</summary>
    public required LogSettings Log { get; init; }
}
