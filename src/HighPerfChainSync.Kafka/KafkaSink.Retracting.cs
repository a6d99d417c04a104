using Confluent.Kafka;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Kafka.Retracting;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka;

/// <content>
/// Reorganisations: what was sent of the orphaned blocks is read back from Kafka, newest first, and sent again with <c>removed</c>, in the transaction of
/// the new branch. Of what is taken back only places are held, and of the records themselves one piece at a time.
/// </content>
public sealed partial class KafkaSink
{
    /// <summary>A record of it is at most so much larger as a retraction, key included, as far as pieces are concerned.</summary>
    private const int RetractionOverhead = 160;

    private readonly EncodedBlock _retracted = new(SlabPool.Shared);
    private readonly List<TakenRecord> _taken = [];
    private StreamProgress? _ancestor;
    private RetractionPlan? _plan;

    /// <inheritdoc/>
    /// <remarks>Not with at-least-once delivery: without a transaction, consumers would see half a reorganisation, and after a crash a part of it twice.</remarks>
    public bool CanRetract => IsTransactional;

    /// <summary>Bytes of retractions that are held at once, or one record if that is larger.</summary>
    internal int RetractionPieceBytes { get; init; } = 8 << 20;

    /// <inheritdoc/>
    public async ValueTask RetractAsync(StreamProgress ancestor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ancestor);
        _ = Producer;
        if (_blocks.Count > 0 || _isReleased) throw new InvalidOperationException("Blocks have been written since the last commit: nothing can be taken back before they are committed.");
        CheckAncestor(ancestor);
        _ancestor = ancestor;
        _plan = null;
        // A producer that has failed is replaced at the commit.
        _broken = await PlanRetractionAsync(cancellationToken).ConfigureAwait(false);
        _cluster.Rest();
    }

    private void CheckAncestor(StreamProgress ancestor)
    {
        if (!IsTransactional)
        {
            throw new ChainSyncException(
                ChainSyncError.Reorg,
                $"The chain has been reorganised from block {ancestor.Number + 1} on, and blocks cannot be taken back with at-least-once delivery: without transactions, consumers "
                + "would see half of it. Begin the stream again in new topics with --delivery exactly-once, or stay behind the head (--emit).");
        }

        ulong last = _progress.Last?.Number ?? throw new InvalidOperationException("Nothing has been committed that could be taken back.");
        if (ancestor.Number >= last) throw new ArgumentException($"Block {ancestor.Number} is no ancestor of block {last}, the last one.", nameof(ancestor));
        if (ancestor.Number < _progress.First)
        {
            throw new ChainSyncException(
                ChainSyncError.Reorg,
                $"The chain has been reorganised from block {ancestor.Number + 1} on, and the stream begins with block {_progress.First}: its first block cannot be taken back, "
                + "because the stream is known by it. Begin the stream again in new topics.");
        }

        if (_progress.HashAt(ancestor.Number) is { } hash && hash != ancestor.Hash)
            throw new ArgumentException($"The stream's block {ancestor.Number} is {hash}, not {ancestor.Hash}.", nameof(ancestor));
    }

    /// <summary>Finds what is to be taken back. Nothing is written.</summary>
    /// <returns>Done, or why this producer can do no more.</returns>
    private async ValueTask<ProducerResult> PlanRetractionAsync(CancellationToken cancellationToken)
    {
        long since = _time.GetTimestamp();
        // The markers of the last commit may still be on their way, or may never come.
        (ProducerResult result, ProgressRecord? found) = await SettleAsync(_progress, cancellationToken).ConfigureAwait(false);
        if (!result.IsDone) return result;
        ThrowUnlessSame(Own(found, result).Last);
        StreamProgress ancestor = _ancestor!;
        List<PartitionRetraction> partitions = RetractionPlan.PartitionsOf(_topics);
        using IRecordSource source = OpenRetractionSource();
        await BlockingCall.RunAsync(
            () => new RetractionFinder(source, s_forever, _time).Find(partitions, ancestor.Number, cancellationToken), cancellationToken).ConfigureAwait(false);
        _plan = RetractionPlan.Make(_topics, _progress, ancestor, partitions);
        _base = _plan.After;
        KafkaLog.TakesBack(_logger, _plan.Count, ancestor.Number + 1, _progress.Last!.Number, (long)_time.GetElapsedTime(since).TotalMilliseconds);
        return ProducerResult.Done;
    }

    private IRecordSource OpenRetractionSource()
    {
        int partitions = _topics.ProgressIndex * _topics.Layout.Partitions;
        IRecordSource shown = _cluster.CreateSource(partitions, IsolationLevel.ReadCommitted);
        return IsCommitUnmarked ? new SettledSource(shown, _cluster.CreateSource(partitions, IsolationLevel.ReadUncommitted)) : shown;
    }

    /// <summary>Produces the retractions of the open transaction: of each partition newest first.</summary>
    private async ValueTask<ProducerResult> ProduceRetractionsAsync(RetractionPlan plan, CancellationToken cancellationToken)
    {
        _retracted.Clear();
        if (plan.Count == 0) return ProducerResult.Done;
        using IRecordSource source = OpenRetractionSource();
        var reader = new RetractionReader(source, _ancestor!.Number, s_forever, _time);
        foreach (PartitionRetraction partition in plan.Partitions)
        {
            for (int to = partition.Standing.Count; to > partition.First;)
            {
                ProducerResult result = await MakeRoomAsync(cancellationToken).ConfigureAwait(false);
                if (!result.IsDone) return result;
                int end = to;
                int from = partition.BeginOfPiece(end, RetractionPieceBytes - _retracted.TotalBytes, RetractionOverhead);
                _taken.Clear();
                await BlockingCall.RunAsync(() => reader.Read(partition, from, end, _retracted, _taken, cancellationToken), cancellationToken).ConfigureAwait(false);
                result = await ProduceTakenAsync(partition, cancellationToken).ConfigureAwait(false);
                if (!result.IsDone) return result;
                to = from;
            }
        }

        return ProducerResult.Done;
    }

    /// <summary>Waits for the delivery of what is held when there is little room left behind it.</summary>
    private async ValueTask<ProducerResult> MakeRoomAsync(CancellationToken cancellationToken)
    {
        if (_retracted.TotalBytes <= RetractionPieceBytes / 2) return ProducerResult.Done;
        ProducerResult result = await Producer.WaitDeliveredAsync(_retracted, cancellationToken).ConfigureAwait(false);
        if (result.IsDone) _retracted.Clear();
        return result;
    }

    private async ValueTask<ProducerResult> ProduceTakenAsync(PartitionRetraction partition, CancellationToken cancellationToken)
    {
        WaitNotice? notice = null;
        int index = _taken.Count - 1;
        while (true)
        {
            ProducerResult result = ProduceTakenFrom(partition, ref index);
            if (result.Outcome != ProducerOutcome.QueueFull) return result;
            notice ??= new WaitNotice(_time);
            if (notice.IsDue) LogWaiting("take records");
            await Producer.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private ProducerResult ProduceTakenFrom(PartitionRetraction partition, ref int index)
    {
        for (; index >= 0; index--)
        {
            TakenRecord taken = _taken[index];
            ReadOnlySpan<byte> bytes = _retracted.GetSpan(taken.Place);
            ProducerResult result = Producer.Produce(new ProducerRecord
            {
                Topic = partition.Topic,
                Partition = partition.Partition.Partition.Value,
                Key = bytes[..taken.KeyLength],
                Block = taken.Block,
                TimestampMs = _options.Timestamps == KafkaTimestamps.Block ? taken.TimestampMs : 0,
                Verification = bytes.Slice(taken.KeyLength, taken.HeaderLength),
                Value = bytes[(taken.KeyLength + taken.HeaderLength)..],
                Arena = _retracted,
            });
            if (!result.IsDone) return result;
        }

        return ProducerResult.Done;
    }
}
