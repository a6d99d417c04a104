using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Auditing;

/// <summary>
/// Checks that topics hold what the promises say: every block, nothing twice, ascending, linked by parent hashes, with as many transactions as the
/// block has, and as many records as the progress counts. Where blocks were taken back: newest first, each record as it was sent, all of a block or none;
/// what stands then is what is checked.
/// </summary>
/// <remarks>
/// Reads committed records only and changes nothing. A stream may be written meanwhile: it is audited up to the progress at the start.
/// Memory does not grow with the topics.
/// </remarks>
public static class TopicAudit
{
    /// <summary>Fetched ahead of each partition, KiB, and at least of each.</summary>
    private const int ReadAheadKb = 64 << 10;
    private const int MinReadAheadKb = 2 << 10;
    private const int MaxReadAheadKbOfPartition = 16 << 10;
    private const int MaxPartitions = 256;

    private const int MaxQuietAttempts = 5;

    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan s_request = TimeSpan.FromSeconds(10);

    /// <summary>Audits.</summary>
    /// <exception cref="ChainSyncException">It could not be done: no broker, no such topic, no right to read, no progress to compare with.</exception>
    public static async Task<AuditReport> RunAsync(TopicAuditOptions options, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        TimeProvider time = TimeProvider.System;
        var clients = new ReadingClients(options.BootstrapServers, options.Config, options.Patience, logger, time);
        TopicDirectory directory = await TopicDirectory.LoadAsync(clients, cancellationToken).ConfigureAwait(false);
        using IRecordSource source = clients.CreateSource();
        var target = new AuditTarget(options, directory, new ProgressTail(source, options.Patience, time));
        ProgressRecord? progress = await BlockingCall.RunAsync(() => target.Find(cancellationToken), cancellationToken).ConfigureAwait(false);
        List<TopicPartition> partitions = PartitionsOf(options.Topics.Count > 0 ? options.Topics : progress!.Topics, directory);
        long[] ends = await EndsAsync(clients, partitions, IsolationLevel.ReadUncommitted).ConfigureAwait(false);
        AuditGoal? goal = progress is null ? null : new AuditGoal(progress);
        if (goal is not null) (goal, ends) = await AwaitQuietAsync(clients, partitions, target, goal, ends, cancellationToken).ConfigureAwait(false);
        var pass = new AuditPass(goal, partitions.Count, options.Patience, logger, time);
        if (goal is null) pass.Note("No progress names these topics: counts and the last block were not compared.");
        List<TopicFindings> findings = FindingsOf(partitions);
        await BlockingCall.RunAsync(
            () =>
            {
                Read(clients, partitions, ends, findings, pass, cancellationToken);
                CheckLater(pass, findings, target, time, cancellationToken);
            },
            cancellationToken).ConfigureAwait(false);
        return new AuditReport
        {
            Topics = findings,
            Stream = goal?.Stream,
            LastBlock = goal?.Last?.Number,
            Notes = pass.Notes,
            Records = pass.Records - pass.Later,
            Elapsed = pass.Elapsed,
        };
    }

    /// <summary>Looks for a moment at which nobody writes: then it is known exactly what belongs to the progress. A stream that never rests has none.</summary>
    private static async Task<(AuditGoal Goal, long[] Ends)> AwaitQuietAsync(
        ReadingClients clients, List<TopicPartition> partitions, AuditTarget target, AuditGoal goal, long[] ends, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MaxQuietAttempts; attempt++)
        {
            long[] stable = await EndsAsync(clients, partitions, IsolationLevel.ReadCommitted).ConfigureAwait(false);
            // Longer than it takes to mark a commit in all of its partitions.
            await Task.Delay(s_quiet, clients.Time, cancellationToken).ConfigureAwait(false);
            ProgressRecord? now = await BlockingCall.RunAsync(() => target.Again(goal.Stream, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (now is null || !now.Topics.AsSpan().SequenceEqual(goal.Topics)) break;
            long[] later = await EndsAsync(clients, partitions, IsolationLevel.ReadUncommitted).ConfigureAwait(false);
            bool isQuiet = goal.Is(now) && ends.AsSpan().SequenceEqual(stable) && ends.AsSpan().SequenceEqual(later);
            (goal, ends) = (new AuditGoal(now) { IsExact = isQuiet }, later);
            if (isQuiet) break;
        }

        return (goal, ends);
    }

    private static List<TopicPartition> PartitionsOf(IReadOnlyList<string> topics, TopicDirectory directory)
    {
        var partitions = new List<TopicPartition>();
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (string topic in topics)
        {
            if (named.Add(topic)) partitions.AddRange(directory.PartitionsOf(topic));
        }

        return partitions.Count <= MaxPartitions
            ? partitions
            : throw new ChainSyncException(
                ChainSyncError.Configuration, $"These topics have {partitions.Count} partitions, and {MaxPartitions} can be audited together: name fewer topics.");
    }

    private static List<TopicFindings> FindingsOf(List<TopicPartition> partitions)
    {
        var findings = new List<TopicFindings>();
        foreach (TopicPartition partition in partitions)
        {
            if (partition.Partition.Value == 0) findings.Add(new TopicFindings(partition.Topic, partitions.FindAll(p => p.Topic == partition.Topic).Count));
        }

        return findings;
    }

    /// <summary>Where the partitions end, open transactions included: what is being committed now belongs to the progress that was read before.</summary>
    private static async Task<long[]> EndsAsync(ReadingClients clients, List<TopicPartition> partitions, IsolationLevel isolation)
    {
        using IAdminClient admin = clients.CreateAdmin();
        try
        {
            ListOffsetsResult result = await admin.ListOffsetsAsync(
                partitions.ConvertAll(static partition => new TopicPartitionOffsetSpec { TopicPartition = partition, OffsetSpec = OffsetSpec.Latest() }),
                new ListOffsetsOptions { RequestTimeout = s_request, IsolationLevel = isolation }).ConfigureAwait(false);
            long[] ends = new long[partitions.Count];
            foreach (ListOffsetsResultInfo info in result.ResultInfos)
            {
                TopicPartitionOffsetError end = info.TopicPartitionOffsetError;
                if (end.Error.IsError) throw ReadFaults.Explain(end.Error, clients.Bootstrap, end.Topic);
                ends[partitions.IndexOf(end.TopicPartition)] = end.Offset.Value;
            }

            return ends;
        }
        catch (KafkaException exception)
        {
            throw ReadFaults.Explain(clients.Events.Denied ?? exception.Error, clients.Bootstrap, partitions[0].Topic);
        }
    }

    private static void Read(
        ReadingClients clients, List<TopicPartition> partitions, long[] ends, List<TopicFindings> findings, AuditPass pass, CancellationToken cancellationToken)
    {
        int readAhead = Math.Clamp(ReadAheadKb / partitions.Count, MinReadAheadKb, MaxReadAheadKbOfPartition);
        var sources = new List<IRecordSource>();
        try
        {
            var cursors = new List<AuditCursor>();
            for (int i = 0; i < partitions.Count; i++)
            {
                IRecordSource source = clients.CreateSource(readAhead);
                sources.Add(source);
                int topic = findings.FindIndex(found => found.Topic == partitions[i].Topic);
                cursors.Add(new AuditCursor(source, findings[topic], topic, partitions[i].Partition.Value, ends[i], pass));
                source.Assign([new TopicPartitionOffset(partitions[i], Offset.Beginning)]);
            }

            AuditMerge.Run(cursors, new BlockLedger(findings, pass), pass, cancellationToken);
        }
        finally
        {
            foreach (IRecordSource source in sources) source.Dispose();
        }
    }

    /// <summary>Records behind the progress belong to a stream that goes on; then the progress does too.</summary>
    private static void CheckLater(
        AuditPass pass, List<TopicFindings> findings, AuditTarget target, TimeProvider time, CancellationToken cancellationToken)
    {
        if (pass.Goal is not { } goal || pass.Latest is not { } latest) return;
        long since = time.GetTimestamp();
        StreamProgress? last = goal.Last;
        while (!Accounts(last) && time.GetElapsedTime(since) < s_request)
        {
            cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(200));
            cancellationToken.ThrowIfCancellationRequested();
            last = target.Again(goal.Stream, cancellationToken)?.Last;
        }

        if (Accounts(last))
            pass.Note($"The stream goes on: {pass.Later} records behind block {goal.Last?.Number} were written meanwhile and not audited.");
        else
            findings[latest.Topic].Add(
                AuditFaultKind.Mismatch, in latest, $"{pass.Later} records lie behind the progress, which ends at block {last?.Number}: the highest is of block {latest.Number}");

        // After a reorg the progress may be at the same height.
        bool Accounts(StreamProgress? now) => now is not null && now != goal.Last && (latest.IsRemoved || now.Number >= latest.Number);
    }
}
