using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Kafka.Clients;

namespace HighPerfChainSync.Kafka.Topics;

/// <summary>Finds out which data topics something has been written to, ever.</summary>
internal sealed class UsedTopics(ClientFactory config, AdminSession session, ClientEvents events)
{
    /// <summary>Sorts them by the ends of their partitions. A topic that nothing is known of is in neither list.</summary>
    /// <exception cref="Diagnostics.ChainSyncException">Kafka does not say.</exception>
    public async Task<TopicUse> FindAsync(TopicPlan topics, CancellationToken cancellationToken)
    {
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

        var used = new List<string>();
        var empty = new List<string>();
        foreach (string name in topics.Names.AsSpan(..topics.ProgressIndex))
        {
            List<TopicPartitionOffsetError> found = ends.ConvertAll(static end => end.TopicPartitionOffsetError).FindAll(end => end.Topic == name);
            if (found.Exists(static end => !end.Error.IsError && end.Offset.Value > 0)) used.Add(name);
            else if (found.TrueForAll(static end => !end.Error.IsError)) empty.Add(name);
        }

        return new TopicUse(used, empty);
    }
}
