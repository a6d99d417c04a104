using Confluent.Kafka;
using HighPerfChainSync.Kafka.Topics;

namespace HighPerfChainSync.UnitTests.Kafka;

/// <summary>A cluster's topics as a test says they are; it keeps what is created.</summary>
internal sealed class FakeTopicAdmin : ITopicAdmin
{
    public int Brokers { get; init; } = 1;

    /// <summary>The broker's <c>transaction.max.timeout.ms</c>; null when it may not be read.</summary>
    public string? MaxTimeout { get; init; } = "900000";

    public List<TopicState> Topics { get; } = [];

    public List<TopicCreation> Created { get; } = [];

    /// <summary>What the broker says to a creation.</summary>
    public Func<TopicCreation, bool, ErrorCode> OnCreate { get; set; } = static (_, _) => ErrorCode.NoError;

    /// <summary>Done before the next creation that is meant.</summary>
    public Action? BeforeCreate { get; set; }

    public Task<int[]> GetBrokersAsync(TimeSpan timeout) => Task.FromResult(Enumerable.Range(1, Brokers).ToArray());

    public Task<string?> GetBrokerSettingAsync(int broker, string key) => Task.FromResult(MaxTimeout);

    public Task<List<TopicState>> DescribeAsync(IReadOnlyList<string> names) => Task.FromResult(Topics.FindAll(topic => names.Contains(topic.Name)));

    public Task<Error[]> CreateAsync(IReadOnlyList<TopicCreation> topics, bool validateOnly)
    {
        if (!validateOnly) BeforeCreate?.Invoke();
        var errors = new List<Error>();
        foreach (TopicCreation topic in topics)
        {
            ErrorCode code = Topics.Exists(known => known.Name == topic.Name) ? ErrorCode.TopicAlreadyExists : OnCreate(topic, validateOnly);
            errors.Add(new Error(code));
            if (validateOnly || code != ErrorCode.NoError) continue;
            Created.Add(topic);
            Topics.Add(Of(topic.Name, topic.Settings, topic.Partitions, topic.Replicas));
        }

        return Task.FromResult(errors.ToArray());
    }

    /// <summary>A topic as a broker shows it.</summary>
    public static TopicState Of(string name, IReadOnlyDictionary<string, string> settings, int partitions = 1, int replicas = 1) => new()
    {
        Name = name,
        Partitions = partitions,
        Replicas = replicas,
        InSync = replicas,
        Settings = settings.ToDictionary(static setting => setting.Key, static setting => (string?)setting.Value),
    };
}
