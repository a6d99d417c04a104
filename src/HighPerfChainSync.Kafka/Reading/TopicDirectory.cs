using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>Which topics a Kafka has, and with how many partitions.</summary>
internal sealed class TopicDirectory
{
    private static readonly TimeSpan s_request = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly SortedDictionary<string, int> _partitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Error> _refused = new(StringComparer.Ordinal);
    private readonly string _bootstrap;

    private TopicDirectory(Metadata metadata, string bootstrap)
    {
        _bootstrap = bootstrap;
        foreach (TopicMetadata topic in metadata.Topics)
        {
            if (topic.Error.IsError) _refused[topic.Topic] = topic.Error;
            else _partitions[topic.Topic] = topic.Partitions.Count;
        }
    }

    /// <summary>For tests: topics with their numbers of partitions.</summary>
    internal TopicDirectory(IEnumerable<KeyValuePair<string, int>> topics, string bootstrap)
    {
        _bootstrap = bootstrap;
        foreach ((string topic, int partitions) in topics) _partitions[topic] = partitions;
    }

    /// <summary>All names that this user may see.</summary>
    public IReadOnlyCollection<string> Names => _partitions.Keys;

    /// <summary>Asks a broker.</summary>
    /// <exception cref="ChainSyncException">None answers, or credentials are refused.</exception>
    public static async Task<TopicDirectory> LoadAsync(ReadingClients clients, CancellationToken cancellationToken)
    {
        using IAdminClient admin = clients.CreateAdmin();
        var notice = new WaitNotice(clients.Time);
        while (true)
        {
            try
            {
                Metadata metadata = await BlockingCall.RunAsync(() => admin.GetMetadata(s_request), cancellationToken)
                    .WaitAsync(cancellationToken).ConfigureAwait(false);
                return new TopicDirectory(metadata, clients.Bootstrap);
            }
            catch (KafkaException exception)
            {
                Error reason = clients.Events.Last ?? exception.Error;
                if (clients.Events.Denied is not null || KafkaFaults.IsPermanent(exception.Error.Code) || notice.Elapsed >= clients.StartTimeout)
                    throw ReadFaults.Explain(reason, clients.Bootstrap, "");
                if (notice.IsDue) KafkaLog.Waiting(clients.Logger, clients.Bootstrap, "list its topics", reason.Reason);
            }

            await Task.Delay(s_pause, clients.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The partitions of a topic.</summary>
    /// <exception cref="ChainSyncException">There is no such topic: the message names similar ones.</exception>
    public List<TopicPartition> PartitionsOf(string topic)
    {
        if (_refused.TryGetValue(topic, out Error? error)) throw ReadFaults.Explain(error, _bootstrap, topic);
        if (!_partitions.TryGetValue(topic, out int count)) throw Unknown(topic);
        var partitions = new List<TopicPartition>(count);
        for (int i = 0; i < count; i++) partitions.Add(new TopicPartition(topic, i));
        return partitions;
    }

    private ChainSyncException Unknown(string topic)
    {
        List<string> similar = SimilarNames.Find(topic, _partitions.Keys);
        string hint = similar.Count > 0
            ? $"Similar ones are {string.Join(", ", similar)}."
            : _partitions.Count == 0 ? "It shows no topics at all to this user." : $"It has {_partitions.Count} topics, none with a similar name.";
        return new ChainSyncException(ChainSyncError.KafkaTopic, $"Kafka {_bootstrap} has no topic '{topic}'. {hint}");
    }
}
