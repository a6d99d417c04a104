using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Topics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Progress;

/// <summary>Reads a stream's last progress: the tail of the topic, to the end of the partition.</summary>
internal sealed class ProgressReader(ClientFactory config, AdminSession session, ClientEvents events, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Finds the last record of the stream.</summary>
    /// <returns>Null when there is none.</returns>
    public async Task<ProgressRecord?> ReadAsync(TopicPlan topics, string stream, ProgressView view, CancellationToken cancellationToken)
    {
        var partition = new TopicPartition(topics.ProgressName, 0);
        PartitionEnd end = await FindEndAsync(partition, view == ProgressView.Settled, cancellationToken).ConfigureAwait(false);
        return await BlockingCall.RunAsync(
            () => (view == ProgressView.Written && end.IsOpen
                    ? ReadTail(partition, stream, end.Stable, end.End, IsolationLevel.ReadUncommitted, cancellationToken)
                    : null)
                ?? ReadTail(partition, stream, 0, end.Stable, IsolationLevel.ReadCommitted, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A read_committed consumer is shown nothing from the last stable offset on. While that lies before the end,
    /// a transaction is open and what it holds may still become the last progress.
    /// </summary>
    private async Task<PartitionEnd> FindEndAsync(TopicPartition partition, bool settled, CancellationToken cancellationToken)
    {
        var ends = new PartitionEnds(config, session, events, logger, time);
        var notice = new WaitNotice(time);
        while (true)
        {
            PartitionEnd end = (await ends.ReadAsync([partition], "read the progress", cancellationToken).ConfigureAwait(false))[0];
            if (!settled || !end.IsOpen) return end;
            if (notice.IsDue) KafkaLog.OpenTransaction(logger, partition.Topic, end.Stable, end.End);
            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Most often the last record is found in the last few offsets; commit markers and aborted records are why it may lie further back.</summary>
    private ProgressRecord? ReadTail(
        TopicPartition partition, string stream, long low, long end, IsolationLevel isolation, CancellationToken cancellationToken)
    {
        if (low >= end) return null;
        using IConsumer<string, byte[]> consumer = config.CreateConsumer(events, isolation);
        for (long window = 64; ; window *= 8)
        {
            long start = Math.Max(low, end - window);
            consumer.Assign(new TopicPartitionOffset(partition, start));
            byte[]? value = FindLast(consumer.Consume, partition.Topic, stream, end, cancellationToken);
            if (value is not null) return ProgressCodec.Read(value, partition.Topic);
            if (start == low) return null;
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
                if (result is null)
                {
                    if (events.Denied is { } denied) throw KafkaFaults.Explain(denied, config.Bootstrap, "read the progress", topic);
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
