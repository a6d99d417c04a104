using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Makes and looks at topics of a test, as an administrator does.</summary>
internal static class KafkaTopics
{
    public static async Task CreateAsync(KafkaTestStream stream, string topic, int partitions, Dictionary<string, string> settings)
    {
        using IAdminClient admin = Admin(stream);
        await admin.CreateTopicsAsync([new TopicSpecification { Name = topic, NumPartitions = partitions, ReplicationFactor = 1, Configs = settings }]);
        // Known to the broker that answers next only a moment later.
        await Patience.UntilAsync(
            () => admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Find(known => known.Topic == topic) is { Error.IsError: false }, $"topic {topic} is known");
    }

    public static async Task<Dictionary<string, ConfigEntryResult>> DescribeAsync(KafkaTestStream stream, string topic)
    {
        using IAdminClient admin = Admin(stream);
        return (await admin.DescribeConfigsAsync([new ConfigResource { Type = ResourceType.Topic, Name = topic }]))[0].Entries;
    }

    /// <summary>Every topic of the stream with its partitions, replicas, settings and ends: what a dry run must leave as it is.</summary>
    public static async Task<List<string>> SnapshotAsync(KafkaTestStream stream)
    {
        using IAdminClient admin = Admin(stream);
        var lines = new List<string>();
        foreach (TopicMetadata topic in admin.GetMetadata(TimeSpan.FromSeconds(10)).Topics.Where(topic => topic.Topic.StartsWith(stream.Chain, StringComparison.Ordinal)))
        {
            lines.Add($"{topic.Topic}: {topic.Partitions.Count} partitions, {topic.Partitions[0].Replicas.Length} replicas");
            foreach (ConfigEntryResult entry in (await DescribeAsync(stream, topic.Topic)).Values) lines.Add($"{topic.Topic} {entry.Name}={entry.Value}");
            ListOffsetsResult ends = await admin.ListOffsetsAsync(
                topic.Partitions.Select(partition => new TopicPartitionOffsetSpec
                {
                    TopicPartition = new TopicPartition(topic.Topic, partition.PartitionId),
                    OffsetSpec = OffsetSpec.Latest(),
                }));
            lines.AddRange(ends.ResultInfos.Select(end => end.TopicPartitionOffsetError.ToString()));
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>Where partition 0 of a topic ends for a consumer.</summary>
    public static async Task<long> EndAsync(KafkaTestStream stream, string topic, IsolationLevel isolation)
    {
        using IAdminClient admin = Admin(stream);
        ListOffsetsResult ends = await admin.ListOffsetsAsync(
            [new TopicPartitionOffsetSpec { TopicPartition = new TopicPartition(topic, 0), OffsetSpec = OffsetSpec.Latest() }],
            new ListOffsetsOptions { IsolationLevel = isolation });
        return ends.ResultInfos[0].TopicPartitionOffsetError.Offset.Value;
    }

    private static IAdminClient Admin(KafkaTestStream stream) =>
        new AdminClientBuilder(new AdminClientConfig { BootstrapServers = stream.Options.BootstrapServers }).Build();
}
