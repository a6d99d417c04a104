using Confluent.Kafka;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>What provisioning asks of a cluster, so that it can be tested without one.</summary>
/// <remarks>Calls throw <see cref="KafkaException"/> when no broker answers; what a broker refuses is part of the answer.</remarks>
internal interface ITopicAdmin
{
    /// <summary>Ids of the brokers.</summary>
    Task<int[]> GetBrokersAsync(TimeSpan timeout);

    /// <summary>A setting of a broker; null when this user may not read it.</summary>
    Task<string?> GetBrokerSettingAsync(int broker, string key);

    /// <summary>The topics of these names that exist, or that may not be looked at.</summary>
    Task<List<TopicState>> DescribeAsync(IReadOnlyList<string> names);

    /// <summary>Creates topics, or only asks whether they could be.</summary>
    /// <returns>For each topic what went wrong, or <see cref="ErrorCode.NoError"/>.</returns>
    Task<Error[]> CreateAsync(IReadOnlyList<TopicCreation> topics, bool validateOnly);
}
