using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Clients;

/// <summary>Asks for the ends of partitions; a broker that is away is waited for.</summary>
internal sealed class PartitionEnds(ClientFactory clients, AdminSession session, ClientEvents events, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    /// <summary>A topic that has just been made is unknown to some brokers for a moment.</summary>
    private static readonly TimeSpan s_unknown = TimeSpan.FromSeconds(5);

    /// <summary>The ends of these partitions, in their order.</summary>
    /// <param name="partitions">The partitions.</param>
    /// <param name="activity">What it is for, in messages: "read the progress".</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ChainSyncException">Kafka refuses, or a topic is not there.</exception>
    public async Task<PartitionEnd[]> ReadAsync(IReadOnlyList<TopicPartition> partitions, string activity, CancellationToken cancellationToken)
    {
        var notice = new WaitNotice(time);
        for (TimeSpan pause = s_firstPause; ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            Error error;
            try
            {
                // In this order: an end that was there before and is not stable afterwards belongs to a transaction that is open.
                Dictionary<TopicPartition, long> ends = await ListAsync(partitions, IsolationLevel.ReadUncommitted, cancellationToken).ConfigureAwait(false);
                Dictionary<TopicPartition, long> stable = await ListAsync(partitions, IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
                return [.. partitions.Select(partition => new PartitionEnd(partition, stable[partition], ends[partition]))];
            }
            catch (ListOffsetsException exception)
            {
                error = exception.Result.ResultInfos.Select(static info => info.TopicPartitionOffsetError.Error).FirstOrDefault(static e => e.IsError)
                    ?? exception.Error;
            }
            catch (KafkaException exception)
            {
                error = exception.Error;
            }

            if (events.Denied is { } denied) error = denied;
            if (events.Denied is not null || KafkaFaults.IsPermanent(error.Code))
                throw KafkaFaults.Explain(error, clients.Bootstrap, activity, partitions[0].Topic);
            if (notice.IsDue) KafkaLog.Waiting(logger, clients.Bootstrap, activity, error.Reason);
            if (notice.Elapsed > s_unknown && await FindMissingAsync(partitions, cancellationToken).ConfigureAwait(false) is { } missing)
            {
                throw new ChainSyncException(
                    ChainSyncError.KafkaTopic,
                    $"Cannot {activity} at Kafka {clients.Bootstrap}: topic '{missing}' does not exist. If it has been deleted, begin the stream in new topics.");
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The first topic that the brokers do not know, or null; also when none answers.</summary>
    private async Task<string?> FindMissingAsync(IReadOnlyList<TopicPartition> partitions, CancellationToken cancellationToken)
    {
        string[] names = [.. partitions.Select(static partition => partition.Topic).Distinct()];
        try
        {
            DescribeTopicsResult result = await session.CallAsync(
                admin => admin.DescribeTopicsAsync(TopicCollection.OfTopicNames(names), new DescribeTopicsOptions { RequestTimeout = AdminSession.Request }),
                cancellationToken).ConfigureAwait(false);
            return result.TopicDescriptions.Find(IsMissing)?.Name;
        }
        catch (DescribeTopicsException exception)
        {
            return exception.Results.TopicDescriptions.Find(IsMissing)?.Name;
        }
        catch (KafkaException)
        {
            return null;
        }

        static bool IsMissing(TopicDescription topic) => topic.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic;
    }

    private Task<Dictionary<TopicPartition, long>> ListAsync(
        IReadOnlyList<TopicPartition> partitions, IsolationLevel isolation, CancellationToken cancellationToken) =>
        session.CallAsync(
            async admin =>
            {
                ListOffsetsResult result = await admin.ListOffsetsAsync(
                    partitions.Select(static partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }),
                    new ListOffsetsOptions { RequestTimeout = AdminSession.Request, IsolationLevel = isolation }).ConfigureAwait(false);
                return result.ResultInfos.ToDictionary(
                    static info => info.TopicPartitionOffsetError.TopicPartition, static info => info.TopicPartitionOffsetError.Offset.Value);
            },
            cancellationToken);
}
