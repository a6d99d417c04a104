using System.Buffers;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka;

/// <content>
/// What is produced, and when. The first block of a transaction is held back until another comes or the commit does: a block that is alone, as at the head of
/// the chain, is produced with the progress and the first record of each topic in front, so that one request adds all partitions to the transaction instead of
/// two or three, one after another.
/// </content>
public sealed partial class KafkaSink
{
    private readonly ArrayBufferWriter<byte> _progressValue = new(16 * 1024);
    private EncodedBlock? _held;

    private enum RecordPart
    {
        All,
        First,
        Others,
    }

    /// <summary>Whether one whole block has been written and nothing of it has been produced.</summary>
    private bool IsAlone => IsTransactional && !_inTransaction && !_isReleased && _ancestor is null && _blocks is [{ IsInPieces: false }];

    /// <summary>Notes that a block is produced later, so that it is not returned before.</summary>
    private void HoldBack(BlockData block)
    {
        _held = block.Encoded;
        _held.AddReference();
    }

    private void LetGoOfHeld()
    {
        _held?.ReleaseReference();
        _held = null;
    }

    /// <summary>Produces what the transaction lacks, and its progress.</summary>
    private async ValueTask<(ProducerResult Result, ProgressRecord Next)> CompleteAsync(CancellationToken cancellationToken)
    {
        if (IsAlone)
        {
            ProgressRecord alone = _base.After(_blocks, _topics);
            return (await ProduceAloneAsync(_blocks[0], alone, cancellationToken).ConfigureAwait(false), alone);
        }

        ProducerResult result = await ProduceMissingAsync(cancellationToken).ConfigureAwait(false);
        // What a block in pieces holds is known only once all of them have been produced.
        ProgressRecord next = _base.After(_blocks, _topics);
        // Without a transaction, progress must not overtake its records.
        if (result.IsDone && !IsTransactional) result = await FlushAsync(next, cancellationToken).ConfigureAwait(false);
        if (result.IsDone) result = await ProduceProgressAsync(next, cancellationToken).ConfigureAwait(false);
        return (result, next);
    }

    /// <summary>Commits what has been produced.</summary>
    private ValueTask<ProducerResult> EndAsync(ProgressRecord next, CancellationToken cancellationToken) =>
        IsTransactional ? CommitTransactionAsync(next, cancellationToken) : FlushAsync(next, cancellationToken);

    private async ValueTask<ProducerResult> ProduceAloneAsync(BlockData block, ProgressRecord next, CancellationToken cancellationToken)
    {
        ProducerResult result = Begin();
        block.FirstPiece();
        if (result.IsDone) result = await ProduceRecordsAsync(block, RecordPart.First, cancellationToken).ConfigureAwait(false);
        if (result.IsDone) result = await ProduceProgressAsync(next, cancellationToken).ConfigureAwait(false);
        if (result.IsDone) result = await ProduceRecordsAsync(block, RecordPart.Others, cancellationToken).ConfigureAwait(false);
        if (result.Outcome == ProducerOutcome.Refused) await RefuseAsync(result, block.Header.Number, cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Begins a transaction with all blocks since the last commit, unless they are in an open one already.</summary>
    private async ValueTask<ProducerResult> ProduceMissingAsync(CancellationToken cancellationToken)
    {
        if (_inTransaction) return ProducerResult.Done;
        ProducerResult result = await BeginBlocksAsync(cancellationToken).ConfigureAwait(false);
        for (int i = 0; result.IsDone && i < _blocks.Count; i++)
            result = await ProduceBlockAsync(_blocks[i], cancellationToken).ConfigureAwait(false);
        return result;
    }

    private async ValueTask<ProducerResult> ProduceBlockAsync(BlockData block, CancellationToken cancellationToken)
    {
        block.FirstPiece();
        do
        {
            ProducerResult result = await ProduceRecordsAsync(block, RecordPart.All, cancellationToken).ConfigureAwait(false);
            // The next piece goes where this one lies.
            if (result.IsDone && block.IsInPieces)
                result = await Producer.WaitDeliveredAsync(block.Encoded, cancellationToken).ConfigureAwait(false);
            if (!result.IsDone) return result;
        }
        while (block.NextPiece());
        return ProducerResult.Done;
    }

    private async ValueTask<ProducerResult> ProduceRecordsAsync(BlockData block, RecordPart part, CancellationToken cancellationToken)
    {
        int index = 0;
        WaitNotice? notice = null;
        while (true)
        {
            ProducerResult result = ProduceFrom(block, part, ref index);
            if (result.Outcome != ProducerOutcome.QueueFull) return result;
            notice ??= new WaitNotice(_time);
            if (notice.IsDue) LogWaiting("take records");
            await Producer.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Produces a block's records from an index on, until the local queue is full.</summary>
    private ProducerResult ProduceFrom(BlockData block, RecordPart part, ref int index)
    {
        ReadOnlySpan<EncodedRecord> records = block.Encoded.Records;
        ReadOnlySpan<byte> header = HeaderOf(block);
        long timestamp = _options.Timestamps == KafkaTimestamps.Block ? ToTimestamp(block.Header.Timestamp) : 0;
        for (; index < records.Length; index++)
        {
            if (part != RecordPart.All && IsFirstOfTopic(records, index) != (part == RecordPart.First)) continue;
            ReadOnlySpan<byte> key = default;
            int partition = _router.IsTrivial ? 0 : _router.Route(block, records[index].Entity, records[index].Index, out key);
            ProducerResult result = Producer.Produce(new ProducerRecord
            {
                Topic = _topics.IndexOf(records[index].Entity),
                Partition = partition,
                Key = key,
                Block = block.Header.Number,
                TimestampMs = timestamp,
                Value = block.Encoded.GetSpan(records[index]),
                Arena = block.Encoded,
                Verification = header,
            });
            if (result.Outcome == ProducerOutcome.Refused) return result with { Reason = Name(records[index], result.Reason) };
            if (!result.IsDone) return result;
        }

        return ProducerResult.Done;
    }

    /// <summary>Whether no record before it goes to the same topic, which several entities may share.</summary>
    private bool IsFirstOfTopic(ReadOnlySpan<EncodedRecord> records, int index)
    {
        if (records[index].Index > 0) return false;
        int topic = _topics.IndexOf(records[index].Entity);
        foreach (EncodedRecord before in records[..index])
        {
            if (before.Index == 0 && _topics.IndexOf(before.Entity) == topic) return false;
        }

        return true;
    }

    private string Name(EncodedRecord record, string reason) =>
        $"topic '{_topics.Names[_topics.IndexOf(record.Entity)]}', record of {record.Length} bytes: {reason}";

    private async ValueTask<ProducerResult> ProduceProgressAsync(ProgressRecord progress, CancellationToken cancellationToken)
    {
        // librdkafka copies what belongs to no arena, so the buffer is free again at once.
        _progressValue.ResetWrittenCount();
        ProgressCodec.Write(progress, _progressValue);
        while (true)
        {
            ProducerResult result = Producer.Produce(new ProducerRecord
            {
                Topic = _topics.ProgressIndex,
                Block = progress.Last?.Number ?? progress.First,
                TimestampMs = 0,
                Key = _key,
                Value = _progressValue.WrittenSpan,
            });
            if (result.Outcome != ProducerOutcome.QueueFull) return result;
            await Producer.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
