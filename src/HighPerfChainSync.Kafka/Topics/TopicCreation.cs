namespace HighPerfChainSync.Kafka.Topics;

/// <summary>A topic to create.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Partitions">Number of partitions.</param>
/// <param name="Replicas">Replicas of each partition.</param>
/// <param name="Settings">Its configuration.</param>
internal sealed record TopicCreation(string Name, int Partitions, int Replicas, IReadOnlyDictionary<string, string> Settings);
