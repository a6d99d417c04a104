using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Kafka.Clients;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>Finds data topics that something has been written to.</summary>
internal sealed class UsedTopics(ClientFactory config, ClientEvents events)
{
    /// <summary>The first one, by the ends of its partitions, or null. A topic that nothing is known of is passed over.</summary>
    /// <exception cref="Diagnostics.ChainSyncException">Kafka does not say.</exception>
    public async Task<string?> FindAsync(TopicPlan topics, CancellationToken cancellationToken)
    {
        using var session = new AdminSession(config, events);
        var partitions = new List<TopicPartitionOffsetSpec>();
        for (int topic = 0; topic < topics.ProgressIndex; topic++)
        {
            for (int i = 0; i < topics.PartitionsOf(topic); i++)
                partitions.Add(new() { TopicPartition = new(topics.Names[topic], i), OffsetSpec = OffsetSpec.Latest() });
        }

        List<ListOffsetsResultInfo> ends;
        try
        {
            ListOffsetsResult result = await session.CallAsync(
                admin => admin.ListOffsetsAsync(partitions, new ListOffsetsOptions { RequestTimeout = AdminSession.Request }),
                cancellationToken).ConfigureAwait(false);
            ends = result.ResultInfos;
        }
        catch (ListOffsetsException exception)
        {
            ends = exception.Result.ResultInfos;
        }
        catch (KafkaException exception)
        {
            throw KafkaFaults.Explain(events.Denied ?? exception.Error, config.Bootstrap, "look for records", topics.Names[0]);
        }

        return ends.Find(static end => !end.TopicPartitionOffsetError.Error.IsError && end.TopicPartitionOffsetError.Offset.Value > 0)
            ?.TopicPartitionOffsetError.Topic;
    }
}
