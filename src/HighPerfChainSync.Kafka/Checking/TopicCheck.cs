using System.Globalization;
using Confluent.Kafka;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Checking;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Kafka.Checking;

/// <summary>Rebuilds every block of a stream from its topics and recomputes its hashes, roots and rules.</summary>
/// <remarks>
/// Reads committed records only and changes nothing. A stream may be written meanwhile: it is checked up to the progress at the start. Memory
/// is that of one block and of one reorganisation.
/// </remarks>
public static class TopicCheck
{
    /// <summary>Read before the first block that was asked for: a reorganisation may have gone back over it.</summary>
    private const ulong Margin = 256;

    private const int ReadAheadKb = 64 << 10;
    private const int MinReadAheadKb = 2 << 10;
    private const int MaxReadAheadKbOfPartition = 16 << 10;
    private const int MaxPartitions = 256;

    /// <summary>Checks.</summary>
    /// <exception cref="ChainSyncException">It could not be done: no broker, no such stream, no right to read, a range without blocks.</exception>
    public static async Task<TopicCheckReport> RunAsync(TopicCheckOptions options, ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        TimeProvider time = TimeProvider.System;
        var clients = new ReadingClients(options.BootstrapServers, options.Config, options.Patience, logger, time);
        TopicDirectory directory = await TopicDirectory.LoadAsync(clients, cancellationToken).ConfigureAwait(false);
        using IRecordSource source = clients.CreateSource();
        var target = new CheckTarget(options, clients, directory, source);
        ProgressRecord progress = await BlockingCall.RunAsync(() => target.FindProgress(cancellationToken), cancellationToken).ConfigureAwait(false);
        (progress, List<PartitionSpan> spans) = await target.FindEndsAsync(progress, cancellationToken).ConfigureAwait(false);
        if (spans.Count > MaxPartitions)
            throw new ChainSyncException(ChainSyncError.Configuration, $"The topics of stream '{progress.Stream}' have {spans.Count} partitions, and {MaxPartitions} can be checked together.");
        int readAhead = Math.Clamp(ReadAheadKb / spans.Count, MinReadAheadKb, MaxReadAheadKbOfPartition);
        return await BlockingCall.RunAsync(() => Run(options, progress, spans, () => clients.CreateSource(readAhead), logger, time, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks what sources give.</summary>
    internal static TopicCheckReport Run(
        TopicCheckOptions options, ProgressRecord progress, List<PartitionSpan> spans, Func<IRecordSource> createSource, ILogger logger, TimeProvider time,
        CancellationToken cancellationToken)
    {
        ChainProfile profile = options.Profile is null ? ChainProfiles.Of(progress.ChainId) : ChainProfiles.Load(options.Profile);
        CheckRange range = RangeOf(options, progress);
        var pass = new CheckPass(range, options.Patience, logger, time);
        var faults = new List<StoredFault>();
        using var checker = new StoredBlockChecker(
            new StoredCheckerOptions
            {
                Profile = profile, Entities = progress.Entities, Level = options.Level, SkippedChecks = options.SkippedChecks, First = range.First,
            },
            fault =>
            {
                if (faults.Count < options.MaxFaults) faults.Add(fault);
            });
        NoteLaterTopics(progress, options, pass);
        Read(progress, spans, createSource, pass, checker, logger, cancellationToken);
        CheckEnd(progress, pass, checker);
        return new TopicCheckReport
        {
            Stream = progress.Stream,
            Schema = RecordFormNames.Of(progress.RecordSchema),
            Profile = profile.Name,
            First = range.First,
            Last = range.Last,
            Blocks = checker.Blocks,
            Records = checker.Records,
            Retractions = pass.Retractions,
            Checks = checker.Checks,
            FaultCount = checker.Faults,
            Faults = faults,
            Notes = pass.Notes,
            Elapsed = pass.Elapsed,
        };
    }

    private static CheckRange RangeOf(TopicCheckOptions options, ProgressRecord progress)
    {
        ulong first = progress.First;
        foreach (ulong from in progress.CountedFrom) first = Math.Max(first, from);
        ulong last = progress.Last!.Number;
        bool isWhole = !(options.From > first);
        ulong begin = Math.Max(first, options.From ?? 0);
        ulong to = Math.Min(last, options.To ?? ulong.MaxValue);
        if (begin <= to) return new CheckRange(begin, to, isWhole && first == progress.First);
        throw new ChainSyncException(
            ChainSyncError.Configuration,
            string.Create(CultureInfo.InvariantCulture, $"There is no block to check: the topics of stream '{progress.Stream}' have blocks {first} to {last}, and {options.From ?? first} to {options.To ?? last} are asked for."));
    }

    private static void NoteLaterTopics(ProgressRecord progress, TopicCheckOptions options, CheckPass pass)
    {
        if (options.From is { } from && from >= pass.Range.First) return;
        for (int i = 0; i < progress.Topics.Length; i++)
        {
            if (progress.CountedFrom[i] <= progress.First || progress.CountedFrom[i] != pass.Range.First) continue;
            pass.Note($"Topic '{progress.Topics[i]}' was added to the stream at block {progress.CountedFrom[i]}: blocks before it are not checked.");
            return;
        }
    }

    private static void Read(
        ProgressRecord progress, List<PartitionSpan> spans, Func<IRecordSource> createSource, CheckPass pass, StoredBlockChecker checker, ILogger logger,
        CancellationToken cancellationToken)
    {
        var sources = new List<IRecordSource>();
        try
        {
            foreach (PartitionSpan _ in spans) sources.Add(createSource());
            for (int i = 0; i < spans.Count; i++) spans[i] = spans[i] with { Start = StartOf(sources[i], spans[i], pass, cancellationToken) };
            var reorgs = new ReorgScan();
            for (int i = 0; i < spans.Count; i++)
            {
                // Topics are in the order of entities, and blocks come first.
                if (spans[i].Partition.Topic == progress.Topics[0]) reorgs.Read(new SpanReader(sources[i], spans[i], pass), pass.Range, logger, cancellationToken);
            }

            var cursors = new List<CheckCursor>();
            for (int i = 0; i < spans.Count; i++) cursors.Add(new CheckCursor(new SpanReader(sources[i], spans[i], pass), reorgs, pass, checker));
            CheckMerge.Run(cursors, checker, pass, cancellationToken);
        }
        finally
        {
            foreach (IRecordSource source in sources) source.Dispose();
        }
    }

    private static long StartOf(IRecordSource source, PartitionSpan span, CheckPass pass, CancellationToken cancellationToken)
    {
        (long low, long committed) = source.Bounds(span.Partition, cancellationToken);
        if (low > 0) pass.Note($"Partition {span.Partition.Partition.Value} of topic '{span.Partition.Topic}' begins at offset {low}: what was before it has been deleted.");
        if (pass.Range.IsWhole || pass.Range.First <= Margin) return low;
        var search = new OffsetSearch(source, pass.Patience, pass.Time);
        return search.FindBlock(span.Partition, low, Math.Min(committed, span.End), pass.Range.First - Margin, cancellationToken);
    }

    private static void CheckEnd(ProgressRecord progress, CheckPass pass, StoredBlockChecker checker)
    {
        ulong next = checker.LastNumber + 1 ?? pass.Range.First;
        if (next <= pass.Range.Last)
        {
            checker.Missing(next, pass.Range.Last, null);
            return;
        }

        if (pass.Range.Last != progress.Last!.Number || checker.LastHash is not { } hash || hash == progress.Last.Hash) return;
        checker.Fail(new StoredFault(StoredCheckNames.Progress, pass.Range.Last, null, $"the last block is {hash}, and the progress has {progress.Last.Hash}"));
    }
}
