using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Topics;

namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>Finds the progress that an audit compares with.</summary>
internal sealed class AuditTarget(TopicAuditOptions options, TopicDirectory directory, ProgressTail tail)
{
    private const int MaxCandidates = 64;

    /// <summary>Where it was found; null when there is none.</summary>
    public string? ProgressTopic { get; private set; }

    /// <summary>Reads it; the topics are then those that were asked for, or those that it names.</summary>
    /// <returns>Null when topics were asked for that no progress names.</returns>
    /// <exception cref="ChainSyncException">The chain that was asked for has no progress, or nothing says which chain to take.</exception>
    public ProgressRecord? Find(CancellationToken cancellationToken)
    {
        if (options.Chain is { } chain)
        {
            ProgressTopic = TopicNames.Progress(options.ProgressTopicTemplate, chain);
            _ = directory.PartitionsOf(ProgressTopic);
            return tail.Read(ProgressTopic, chain, cancellationToken)
                ?? throw new ChainSyncException(ChainSyncError.ProgressMismatch, $"Topic '{ProgressTopic}' has no progress of chain '{chain}' yet: there is nothing to compare with.");
        }

        var found = new List<(string Topic, ProgressRecord Progress)>();
        int looked = 0;
        foreach (string name in directory.Names)
        {
            if (!TopicNames.IsOf(options.ProgressTopicTemplate, name) || ++looked > MaxCandidates) continue;
            if (TryRead(name, cancellationToken) is { } progress && Names(progress, options.Topics)) found.Add((name, progress));
        }

        if (found.Count == 1)
        {
            ProgressTopic = found[0].Topic;
            return found[0].Progress;
        }

        if (options.Topics.Count > 0 && found.Count == 0) return null;
        throw new ChainSyncException(ChainSyncError.ProgressMismatch, Explain(found));
    }

    /// <summary>Reads it again.</summary>
    public ProgressRecord? Again(string stream, CancellationToken cancellationToken) =>
        ProgressTopic is { } topic ? tail.Read(topic, stream, cancellationToken) : null;

    /// <summary>A topic that only looks like a progress topic is none.</summary>
    private ProgressRecord? TryRead(string topic, CancellationToken cancellationToken)
    {
        try
        {
            return tail.Read(topic, null, cancellationToken);
        }
        catch (ChainSyncException exception) when (exception.Error == ChainSyncError.ProgressMismatch)
        {
            return null;
        }
    }

    private static bool Names(ProgressRecord progress, IReadOnlyList<string> topics)
    {
        foreach (string topic in topics)
        {
            if (!progress.Topics.Contains(topic)) return false;
        }

        return true;
    }

    private static string Explain(List<(string Topic, ProgressRecord Progress)> found)
    {
        if (found.Count == 0) return "There is no progress topic: name the topics to audit, or the chain.";
        var names = new List<string>();
        foreach ((_, ProgressRecord progress) in found) names.Add(progress.Stream);
        return $"There is the progress of several chains: name one of {string.Join(", ", names)}.";
    }
}
