using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka;

/// <summary>What the sink does when Kafka does not: wait, redo, replace the producer, or stop with a reason.</summary>
public sealed partial class KafkaSink
{
    /// <summary>31 December 9999, the last second that .NET and most consumers can show.</summary>
    private const ulong MaxTimestampSeconds = 253_402_300_799;

    private const int MaxBackOffMs = 10_000;

    /// <summary>With the back-off between them, about 20 s.</summary>
    private const int MaxReplacements = 8;

    private static readonly TimeSpan s_forever = TimeSpan.MaxValue;

    /// <summary>Runs a blocking call until it is done or something other than waiting is needed.</summary>
    private async ValueTask<ProducerResult> WaitForAsync(
        string activity, Func<ITransactionalProducer, ProducerResult> call, TimeSpan limit, CancellationToken cancellationToken)
    {
        ITransactionalProducer producer = Producer;
        var notice = new WaitNotice(_time);
        while (true)
        {
            ProducerResult result = await _thread.RunAsync(() => call(producer)).ConfigureAwait(false);
            if (result.Outcome != ProducerOutcome.Retry)
            {
                if (result.IsDone && notice.WasGiven) KafkaLog.Recovered(_logger, _progress?.Last?.Number ?? 0);
                return result;
            }

            // The call itself only times out; why is known to the error callback alone. Credentials that worked once are worth waiting for.
            if (limit != s_forever && _cluster.Events.Denied is { } denied)
                throw KafkaFaults.Explain(denied, _cluster.Bootstrap, activity, _topics.ProgressName);
            if (notice.Elapsed >= limit)
            {
                Error error = _cluster.Events.Last ?? new Error(result.Code, result.Reason);
                throw new ChainSyncException(
                    ChainSyncError.KafkaUnavailable,
                    $"Kafka at {_cluster.Bootstrap} could not {activity} within {limit.TotalSeconds:F0} s: {error.Reason.TrimEnd('.')}. "
                    + "Check that the brokers run, that enough of them are in sync, and that they may create the transaction log.");
            }

            if (notice.IsDue) LogWaiting(activity);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task InitTransactionsAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        KafkaLog.InitsTransactions(_logger, _topics.ProgressName);
        ProducerResult result = await WaitForAsync(
            "begin transactions", static producer => producer.InitTransactions(s_call), limit, cancellationToken).ConfigureAwait(false);
        if (!result.IsDone) throw KafkaFaults.Explain(result, _cluster.Bootstrap, "begin transactions", _topics.ProgressName);
        _cluster.Events.Clear();
    }

    private ValueTask<ProducerResult> CommitTransactionAsync(ProgressRecord next, CancellationToken cancellationToken) => WaitForAsync(
        next.Last is { } last ? $"commit up to block {last.Number}" : "commit",
        static producer => producer.Commit(s_call),
        s_forever,
        cancellationToken);

    /// <summary>Drops what is under way. Without transactions it is waited for instead: its memory may be written again only after its reports.</summary>
    private async ValueTask<ProducerResult> AbortAsync(CancellationToken cancellationToken)
    {
        _inTransaction = false;
        if (!IsTransactional)
            return await WaitForAsync("take records", static producer => producer.Flush(s_call), s_forever, cancellationToken).ConfigureAwait(false);
        ProducerResult result = await WaitForAsync("abort a transaction", static producer => producer.Abort(s_call), s_forever, cancellationToken).ConfigureAwait(false);
        if (result.IsDone) _timeout.Aborted();
        return result;
    }

    /// <summary>Waits for the delivery of all that was produced without a transaction.</summary>
    private async ValueTask<ProducerResult> FlushAsync(ProgressRecord next, CancellationToken cancellationToken)
    {
        ProducerResult result = await WaitForAsync(
            $"take records up to block {next.Last?.Number}",
            static producer => producer.Flush(s_call),
            s_forever,
            cancellationToken).ConfigureAwait(false);
        return result.IsDone && Producer.Failure is { } failure
            ? new ProducerResult(ProducerOutcome.Abort, failure.Code, failure.Reason)
            : result;
    }

    /// <summary>Puts the sink back to where the same blocks can be written again.</summary>
    /// <returns>Whether the transaction turned out to be committed.</returns>
    /// <exception cref="ChainSyncException">No repetition can help.</exception>
    private async ValueTask<bool> RecoverAsync(ProducerResult result, ProgressRecord next, int attempt, CancellationToken cancellationToken)
    {
        ulong last = next.Last!.Number;
        if (result.Outcome != ProducerOutcome.Fatal)
        {
            DeliveryFailure? failure = Producer.Failure;
            ProducerResult aborted = await AbortAsync(cancellationToken).ConfigureAwait(false);
            if (failure is not null && KafkaFaults.IsPermanent(failure.Code)) throw KafkaFaults.Explain(failure, _cluster.Bootstrap);
            if (result.Outcome == ProducerOutcome.Refused || (attempt > 0 && KafkaFaults.IsPermanent(result.Code)))
                throw KafkaFaults.Explain(result, _cluster.Bootstrap, $"write up to block {last}", _topics.Mentioned);
            if (aborted.IsDone) aborted = await SettleAbortedAsync(result, cancellationToken).ConfigureAwait(false);
            if (aborted.IsDone)
            {
                KafkaLog.Redo(_logger, last, failure?.Reason ?? result.Reason);
                await BackOffAsync(attempt, cancellationToken).ConfigureAwait(false);
                return false;
            }

            result = aborted;
        }

        if (!IsTransactional) ThrowIfHopeless(result, last);
        await BackOffAsync(attempt, cancellationToken).ConfigureAwait(false);
        return await ReplaceProducerAsync(result, next, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Redoes only what is not there: an abort that was acknowledged may have left something open, or have taken the commit before along.</summary>
    private async ValueTask<ProducerResult> SettleAbortedAsync(ProducerResult fault, CancellationToken cancellationToken)
    {
        if (!IsTransactional) return ProducerResult.Done;
        (ProducerResult result, ProgressRecord? found) = await SettleAsync(_progress, cancellationToken).ConfigureAwait(false);
        if (!result.IsDone) return result;
        ThrowUnlessSame(Own(found, fault).Last);
        await CheckCommittedAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Without transactions a new producer asks the broker nothing before it produces: here alone a fault that stays is found.</summary>
    private void ThrowIfHopeless(ProducerResult fault, ulong last)
    {
        // The call may only say that the client has failed; the callback and the delivery reports say why.
        Error cause = _cluster.Events.Last is { IsFatal: true } fatal ? fatal
            : Producer.Failure is { } failure ? new Error(failure.Code, failure.Reason)
            : new Error(fault.Code, fault.Reason);
        if (KafkaFaults.IsPermanent(cause.Code))
            throw KafkaFaults.Explain(cause, _cluster.Bootstrap, $"write up to block {last}", _topics.ProgressName);
        if (_replacements++ < MaxReplacements) return;
        throw new ChainSyncException(
            ChainSyncError.Sink,
            $"Cannot write up to block {last} at Kafka {_cluster.Bootstrap}: {MaxReplacements} new producers have failed one after the other, "
            + $"the last with {cause.Code}: {cause.Reason.TrimEnd('.')}. Check the brokers' logs, then start again: it goes on after the last progress.");
    }

    /// <summary>Ends the stream over a record that Kafka's client does not take; what was written before it is aborted.</summary>
    private async Task RefuseAsync(ProducerResult result, ulong block, CancellationToken cancellationToken)
    {
        await AbortAsync(cancellationToken).ConfigureAwait(false);
        throw result.Code == ErrorCode.MsgSizeTooLarge
            ? new ChainSyncException(
                ChainSyncError.KafkaTopic,
                $"Block {block} has a record that is too large for Kafka: {result.Reason}. Nothing of its transaction is visible. "
                + $"Raise MaxMessageBytes ({_options.MaxMessageBytes}; --max-message) and max.message.bytes of the topic, and start again.")
            : KafkaFaults.Explain(result, _cluster.Bootstrap, $"write block {block}", _topics.ProgressName);
    }

    private async Task BackOffAsync(int attempt, CancellationToken cancellationToken)
    {
        int ceiling = Math.Min(MaxBackOffMs, 100 << Math.Min(attempt, 7));
        await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(ceiling / 2, ceiling)), _time, cancellationToken).ConfigureAwait(false);
    }

    private void LogWaiting(string activity) => KafkaLog.Waiting(_logger, _cluster.Bootstrap, activity, _cluster.Events.Describe());
}
