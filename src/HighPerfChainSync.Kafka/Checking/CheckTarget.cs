using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Auditing;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka.Checking;

/// <summary>Finds what is to be read: a progress, and where the partitions end that belong to it.</summary>
internal sealed class CheckTarget(TopicCheckOptions options, ReadingClients clients, TopicDirectory directory, IRecordSource source)
{
    private const int MaxTries = 20;
    private static readonly TimeSpan s_request = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>More than a commit takes; a transaction that is open for longer belongs to a sync that has crashed, mostly.</summary>
    private static readonly TimeSpan s_openPatience = TimeSpan.FromSeconds(10);

    private readonly AuditTarget _target = new(
        new TopicAuditOptions { BootstrapServers = options.BootstrapServers, Chain = options.Chain, ProgressTopicTemplate = options.ProgressTopicTemplate },
        directory, new ProgressTail(source, options.Patience, clients.Time));

    /// <summary>The progress that is checked up to.</summary>
    /// <exception cref="ChainSyncException">There is none, nothing is committed yet, or the stream has no blocks.</exception>
    public ProgressRecord FindProgress(CancellationToken cancellationToken) => Checked(_target.Find(cancellationToken));

    /// <summary>
    /// Where the partitions end, open transactions included, with a progress of which no block was taken back until all of these transactions had ended, or
    /// have had the time that a commit takes: what is behind it is later.
    /// </summary>
    public async Task<(ProgressRecord Progress, List<PartitionSpan> Spans)> FindEndsAsync(ProgressRecord progress, CancellationToken cancellationToken)
    {
        // A commit is marked in each partition by itself: the progress may be behind the records.
        string progressTopic = _target.ProgressTopic!;
        var partitions = new List<TopicPartition>();
        foreach (string topic in (string[])[.. progress.Topics, progressTopic]) partitions.AddRange(directory.PartitionsOf(topic));
        using IAdminClient admin = clients.CreateAdmin();
        for (int i = 1; ; i++)
        {
            List<PartitionSpan> ends = await EndsAsync(admin, partitions, IsolationLevel.ReadUncommitted).ConfigureAwait(false);
            await WaitForEndsAsync(admin, partitions, ends, cancellationToken).ConfigureAwait(false);
            List<PartitionSpan> spans = ends.FindAll(end => end.Partition.Topic != progressTopic);
            ProgressRecord again = Checked(await BlockingCall.RunAsync(() => _target.Again(progress.Stream, cancellationToken), cancellationToken).ConfigureAwait(false));
            if (again.Last == progress.Last || Array.IndexOf(again.Recent, progress.Last!.Hash) >= 0) return (progress, spans);
            if (i == MaxTries)
            {
                throw new ChainSyncException(
                    ChainSyncError.ProgressMismatch, $"The stream '{progress.Stream}' goes on too fast, or takes back blocks, while its ends are looked for. Give the last block with --to, or stop the sync meanwhile.");
            }

            progress = again;
            await Task.Delay(s_pause, clients.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until every transaction that is open at these ends has ended: one of them may take blocks back. One that hangs is read around.</summary>
    private async Task WaitForEndsAsync(IAdminClient admin, List<TopicPartition> partitions, List<PartitionSpan> ends, CancellationToken cancellationToken)
    {
        long since = clients.Time.GetTimestamp();
        while (clients.Time.GetElapsedTime(since) < s_openPatience)
        {
            List<PartitionSpan> stable = await EndsAsync(admin, partitions, IsolationLevel.ReadCommitted).ConfigureAwait(false);
            if (!ends.Exists(end => stable.Exists(other => other.Partition == end.Partition && other.End < end.End))) return;
            await Task.Delay(s_pause, clients.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<List<PartitionSpan>> EndsAsync(IAdminClient admin, List<TopicPartition> partitions, IsolationLevel isolation)
    {
        try
        {
            ListOffsetsResult result = await admin.ListOffsetsAsync(
                partitions.ConvertAll(static partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }),
                new ListOffsetsOptions { RequestTimeout = s_request, IsolationLevel = isolation }).ConfigureAwait(false);
            var spans = new List<PartitionSpan>();
            foreach (ListOffsetsResultInfo info in result.ResultInfos)
            {
                TopicPartitionOffsetError end = info.TopicPartitionOffsetError;
                if (end.Error.IsError) throw ReadFaults.Explain(end.Error, clients.Bootstrap, end.Topic);
                spans.Add(new PartitionSpan(end.TopicPartition, 0, end.Offset.Value));
            }

            return spans;
        }
        catch (KafkaException exception)
        {
            throw ReadFaults.Explain(clients.Events.Denied ?? exception.Error, clients.Bootstrap, partitions[0].Topic);
        }
    }

    private static ProgressRecord Checked(ProgressRecord? progress)
    {
        if (progress?.Last is null)
            throw new ChainSyncException(ChainSyncError.ProgressMismatch, $"The stream '{progress?.Stream}' has committed no block yet: there is nothing to check.");
        return progress.Entities.Contains(Entity.Block)
            ? progress
            : throw new ChainSyncException(
                ChainSyncError.ProgressMismatch, $"The stream '{progress.Stream}' has {progress.Entities.ToText()} and no blocks: without headers there is nothing to check by.");
    }
}
