using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Topics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Progress;

/// <summary>Reads a stream's last progress: the tail of the topic, with <c>read_committed</c>, to the end of the partition.</summary>
internal sealed class ProgressReader(ClientFactory config, ClientEvents events, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan s_request = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits until no transaction is open on the topic, then finds the last record of the stream.</summary>
    /// <returns>Null when there is none.</returns>
    public async Task<ProgressRecord?> ReadAsync(TopicPlan topics, string stream, CancellationToken cancellationToken)
    {
        var partition = new TopicPartition(topics.ProgressName, 0);
        long end = await WaitForStableEndAsync(partition, cancellationToken).ConfigureAwait(false);
        if (end == 0) return null;
        return await Task.Run(() => ReadTail(partition, stream, end, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A read_committed consumer is shown nothing from the last stable offset on. While that lies before the end,
    /// a transaction is open and what it holds may still become the last progress.
    /// </summary>
    private async Task<long> WaitForStableEndAsync(TopicPartition partition, CancellationToken cancellationToken)
    {
        using IAdminClient admin = config.CreateAdmin(events);
        var notice = new WaitNotice(time);
        while (true)
        {
            try
            {
                long stable = await EndAsync(admin, partition, IsolationLevel.ReadCommitted).ConfigureAwait(false);
                long end = await EndAsync(admin, partition, IsolationLevel.ReadUncommitted).ConfigureAwait(false);
                if (stable >= end) return end;
                if (notice.IsDue) KafkaLog.OpenTransaction(logger, partition.Topic, stable, end);
            }
            catch (KafkaException exception) when (!KafkaFaults.IsPermanent(exception.Error.Code) && events.Denied is null)
            {
                if (notice.IsDue) KafkaLog.Waiting(logger, config.Bootstrap, "read the progress", exception.Error.Reason);
            }
            catch (KafkaException exception)
            {
                throw KafkaFaults.Explain(events.Denied ?? exception.Error, config.Bootstrap, "read the progress", partition.Topic);
            }

            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<long> EndAsync(IAdminClient admin, TopicPartition partition, IsolationLevel isolation)
    {
        ListOffsetsResult result = await admin.ListOffsetsAsync(
            [new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }],
            new ListOffsetsOptions { RequestTimeout = s_request, IsolationLevel = isolation }).ConfigureAwait(false);
        TopicPartitionOffsetError offset = result.ResultInfos[0].TopicPartitionOffsetError;
        return offset.Error.IsError ? throw new KafkaException(offset.Error) : offset.Offset.Value;
    }

    /// <summary>Most often the last record is found in the last few offsets; commit markers and aborted records are why it may lie further back.</summary>
    private ProgressRecord? ReadTail(TopicPartition partition, string stream, long end, CancellationToken cancellationToken)
    {
        using IConsumer<string, byte[]> consumer = config.CreateConsumer(events);
        for (long window = 64; ; window *= 8)
        {
            long start = Math.Max(0, end - window);
            consumer.Assign(new TopicPartitionOffset(partition, start));
            byte[]? value = FindLast(consumer.Consume, partition.Topic, stream, end, cancellationToken);
            if (value is not null) return ProgressCodec.Read(value, partition.Topic);
            if (start == 0) return null;
        }
    }

    /// <summary>Reads to an end that is known; a broker that goes away meanwhile is waited for.</summary>
    /// <exception cref="ChainSyncException">An error that waiting does not mend.</exception>
    internal byte[]? FindLast(
        Func<TimeSpan, ConsumeResult<string, byte[]>?> consume, string topic, string stream, long end, CancellationToken cancellationToken)
    {
        byte[]? last = null;
        var notice = new WaitNotice(time);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                ConsumeResult<string, byte[]>? result = consume(s_pause);
                if (events.Denied is { } denied) throw KafkaFaults.Explain(denied, config.Bootstrap, "read the progress", topic);
                if (result is null)
                {
                    if (notice.IsDue) KafkaLog.Waiting(logger, config.Bootstrap, "read the progress", events.Describe());
                }
                else if (result.IsPartitionEOF)
                {
                    if (result.Offset.Value >= end) return last;
                }
                else if (result.Message.Key == stream && result.Message.Value is { Length: > 0 } value)
                {
                    last = value;
                }
            }
            catch (ConsumeException exception) when (exception.Error.Code == ErrorCode.GroupAuthorizationFailed)
            {
                // The client looks for the coordinator of the group that it insists on being given; nothing here needs one, nor a right to it.
            }
            catch (ConsumeException exception) when (!KafkaFaults.IsPermanent(exception.Error.Code) && !exception.Error.IsFatal)
            {
                if (notice.IsDue) KafkaLog.Waiting(logger, config.Bootstrap, "read the progress", exception.Error.Reason);
                cancellationToken.WaitHandle.WaitOne(s_pause);
            }
            catch (ConsumeException exception)
            {
                throw KafkaFaults.Explain(exception.Error, config.Bootstrap, "read the progress", topic);
            }
        }
    }
}
