using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>What was found out about one topic of a stream.</summary>
internal sealed class TopicFinding(string name)
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>How it is; null when it does not exist.</summary>
    public TopicState? Found { get; set; }

    /// <summary>How it is to be created; null when it exists.</summary>
    public TopicCreation? Creation { get; set; }

    /// <summary>Why the stream cannot use it.</summary>
    public List<ChainSyncException> Problems { get; } = [];

    /// <summary>What may surprise its users.</summary>
    public List<string> Warnings { get; } = [];

    public void Refuse(string reason) => Problems.Add(new ChainSyncException(ChainSyncError.KafkaTopic, $"Topic '{name}' {reason}."));

    public void Warn(string reason) => Warnings.Add($"Topic '{name}' {reason}.");
}
