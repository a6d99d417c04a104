using Confluent.Kafka;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;

namespace HighPerfChainSync.Kafka;

/// <content>Blocks that the chain has left before they were committed: their transaction is aborted.</content>
public sealed partial class KafkaSink
{
    /// <inheritdoc/>
    /// <remarks>Not with at-least-once delivery: what has been produced is visible already.</remarks>
    public async ValueTask<bool> TryDropAsync(CancellationToken cancellationToken)
    {
        if (!IsTransactional) return false;
        ProducerResult result = _broken;
        if (result.IsDone && _inTransaction)
        {
            result = await AbortAsync(cancellationToken).ConfigureAwait(false);
            // Settled as after any abort: the next marker might decide for what this one has left open.
            if (result.IsDone)
                result = await SettleAbortedAsync(new ProducerResult(ProducerOutcome.Abort, ErrorCode.NoError, "the chain has left its blocks"), cancellationToken).ConfigureAwait(false);
        }

        if (!result.IsDone)
        {
            ProgressRecord next = _blocks.Count > 0 ? _base.After(_blocks, _topics) : _base;
            await RecoverAsync(result, next, 0, cancellationToken).ConfigureAwait(false);
        }

        _broken = ProducerResult.Done;
        _inTransaction = false;
        Forget();
        return true;
    }
}
