using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>The topics of one stream. A topic is known by its index: the data topics from 0, the progress topic last.</summary>
internal sealed class TopicPlan
{
    private readonly int[] _ofEntity = new int[EntityNames.Count];

    public TopicPlan(KafkaSinkOptions options, StreamDescription stream)
    {
        Layout = options.Layout;
        Timestamps = options.Timestamps;
        var names = new List<string>(EntityNames.Count + 1);
        for (int i = 0; i < EntityNames.Count; i++)
        {
            if (!stream.Entities.Contains((Entity)i)) continue;
            string name = options.TopicOf(stream.Chain, (Entity)i);
            int known = names.IndexOf(name);
            if (known < 0) names.Add(name);
            _ofEntity[i] = known < 0 ? names.Count - 1 : known;
        }

        string progress = options.ProgressTopicOf(stream.Chain);
        if (names.Contains(progress))
        {
            throw new ChainSyncException(
                ChainSyncError.Configuration,
                $"The topic '{progress}' would hold both records and progress: change the topic template.");
        }

        names.Add(progress);
        Names = [.. names];
    }

    /// <summary>All names; the progress topic is the last.</summary>
    public string[] Names { get; }

    /// <summary>Index of the progress topic, and number of data topics.</summary>
    public int ProgressIndex => Names.Length - 1;

    /// <summary>Name of the progress topic, which is also the transactional id.</summary>
    public string ProgressName => Names[^1];

    /// <summary>All names, for a message between quotes: a transaction that one of them refuses does not say which.</summary>
    public string Mentioned => string.Join("', '", Names);

    /// <summary>Partitions and keys of the data topics.</summary>
    public TopicLayout Layout { get; }

    /// <summary>What the timestamps of data records say.</summary>
    public KafkaTimestamps Timestamps { get; }

    /// <summary>Number of partitions of a topic; the progress topic has one.</summary>
    public int PartitionsOf(int topic) => topic == ProgressIndex ? 1 : Layout.Partitions;

    /// <summary>Index of the topic of an entity of the stream.</summary>
    public int IndexOf(Entity entity) => _ofEntity[(int)entity];
}
