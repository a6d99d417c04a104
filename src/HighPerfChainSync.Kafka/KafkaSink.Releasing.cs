using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Reading;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Kafka;

/// <content>A transaction that is larger than the memory for its blocks: they are let go of when they are delivered, and it cannot be redone from here then.</content>
public sealed partial class KafkaSink
{
    /// <summary>The progress before the blocks that are held: what is taken back and what was let go of is in it.</summary>
    private ProgressRecord _base = null!;

    /// <summary>The last record of each data topic among the blocks that were let go of.</summary>
    private BlockMark?[] _releasedLast = [];

    private bool _isReleased;

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        if (!IsTransactional) throw new NotSupportedException("Blocks are let go of before their commit only with exactly-once delivery.");
        if (_blocks.Count == 0) return;
        for (int attempt = 0; ; attempt++)
        {
            ProducerResult result = _broken.IsDone ? await ProduceMissingAsync(cancellationToken).ConfigureAwait(false) : _broken;
            if (result.IsDone) result = await WaitDeliveredAsync(cancellationToken).ConfigureAwait(false);
            if (result.IsDone) break;
            await RecoverAsync(result, _base.After(_blocks, _topics), attempt, cancellationToken).ConfigureAwait(false);
            _cluster.Rest();
            _broken = ProducerResult.Done;
            ThrowIfLost(result);
        }

        NoteLast(_blocks, _releasedLast);
        _base = _base.After(_blocks, _topics);
        _isReleased = true;
        _blocks.Clear();
        _retracted.Clear();
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryDropAsync(CancellationToken cancellationToken)
    {
        if (!IsTransactional) return false;
        ProducerResult state = _broken;
        if (_inTransaction && state.Outcome != ProducerOutcome.Fatal)
        {
            ProducerResult dropped = new(ProducerOutcome.Abort, ErrorCode.NoError, "the chain has left its blocks");
            state = await AbortAsync(cancellationToken).ConfigureAwait(false);
            if (state.IsDone) state = await SettleAbortedAsync(dropped, cancellationToken).ConfigureAwait(false);
        }

        if (state.Outcome == ProducerOutcome.Fatal)
            await ReplaceProducerAsync(state, _base.After(_blocks, _topics), cancellationToken).ConfigureAwait(false);
        _cluster.Rest();
        _broken = ProducerResult.Done;
        Forget();
        return true;
    }

    private async ValueTask<ProducerResult> WaitDeliveredAsync(CancellationToken cancellationToken)
    {
        ProducerResult result = _plan is null ? ProducerResult.Done : await Producer.WaitDeliveredAsync(_retracted, cancellationToken).ConfigureAwait(false);
        for (int i = 0; result.IsDone && i < _blocks.Count; i++)
            result = await Producer.WaitDeliveredAsync(_blocks[i].Encoded, cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>After a failure: what was let go of cannot be produced again.</summary>
    private void ThrowIfLost(ProducerResult fault)
    {
        if (!_isReleased) return;
        ulong last = _base.Last!.Number;
        Forget();
        throw new ChainSyncException(
            ChainSyncError.CommitLost,
            $"The transaction up to block {last} and beyond has failed and its blocks are no longer held: everything since block {_progress.Last?.Number.ToText() ?? "none"} was dropped "
            + $"and is to be written again: {fault.Reason}");
    }

    /// <summary>Forgets everything since the last commit.</summary>
    private void Forget()
    {
        LetGoOfHeld();
        _blocks.Clear();
        _isReleased = false;
        _ancestor = null;
        _plan = null;
        _base = _progress;
        _retracted.Clear();
        Array.Clear(_releasedLast);
    }

    /// <summary>Notes the last block of which each data topic has a record.</summary>
    private void NoteLast(List<BlockData> blocks, BlockMark?[] last)
    {
        foreach (BlockData block in blocks)
        {
            for (int i = 0; i < EntityNames.Count; i++)
            {
                if (block.Encoded.CountOf((Entity)i) > 0) last[_topics.IndexOf((Entity)i)] = new BlockMark(block.Header.Number, block.Header.Hash);
            }
        }
    }
}
