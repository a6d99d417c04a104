using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Sinks;

namespace HighPerfChainSync.Kafka;

/// <content>
/// Whose the stream is. A producer fails for good when another instance has taken the stream over, and also when its transaction
/// outlived its time-out: an outage, a suspended process (KIP-360). The code is the same, so the claim in the progress decides.
/// </content>
public sealed partial class KafkaSink
{
    private const int MaxClaims = 10;

    /// <summary>Commits the claim of this instance, so that after a fault it can tell itself from another.</summary>
    /// <param name="found">The progress as this instance has found it.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    private async Task ClaimAsync(ProgressRecord? found, CancellationToken cancellationToken)
    {
        KafkaLog.Claims(_logger, _instance);
        for (int attempt = 0; ; attempt++)
        {
            ProducerResult result = Begin();
            if (result.IsDone) result = await ProduceProgressAsync(_progress, cancellationToken).ConfigureAwait(false);
            if (result.IsDone) result = await EndAsync(_progress, cancellationToken).ConfigureAwait(false);
            _inTransaction = false;
            if (result.IsDone) return;
            ProducerResult state = result.Outcome == ProducerOutcome.Abort ? await AbortAsync(cancellationToken).ConfigureAwait(false) : result;
            bool again = attempt < MaxClaims && !KafkaFaults.IsPermanent(result.Code) && (state.IsDone || state.Outcome == ProducerOutcome.Fatal);
            if (!again) throw KafkaFaults.Explain(result, _cluster.Bootstrap, "claim the stream", _topics.ProgressName);
            await BackOffAsync(attempt, cancellationToken).ConfigureAwait(false);
            if (!state.IsDone) await ReplaceUnclaimedAsync(found, state, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Replaces a producer that failed for good before its claim was committed. While the progress is as it was found, nobody else writes.</summary>
    private async Task ReplaceUnclaimedAsync(ProgressRecord? found, ProducerResult fault, CancellationToken cancellationToken)
    {
        await CloseProducerAsync().ConfigureAwait(false);
        ThrowIfTaken(found, await ReadProgressAsync(ProgressView.Written, cancellationToken).ConfigureAwait(false), fault);
        KafkaLog.Replacing(_logger, fault.Reason);
        ThrowIfTaken(found, await StartProducerAsync(null, _options.StartTimeout, cancellationToken).ConfigureAwait(false), fault);
    }

    private void ThrowIfTaken(ProgressRecord? found, ProgressRecord? now, ProducerResult fault)
    {
        bool same = now?.Instance == _instance || (now?.Instance == found?.Instance && now?.Last == found?.Last);
        if (!same) throw KafkaFaults.Fenced(_topics.ProgressName, fault.Reason);
    }

    /// <summary>Replaces a producer that failed for good: with our own claim in the progress we go on, with another's we stop.</summary>
    /// <returns>Whether the last transaction turned out to be committed.</returns>
    private async ValueTask<bool> ReplaceProducerAsync(ProducerResult fault, ProgressRecord next, CancellationToken cancellationToken)
    {
        await CloseProducerAsync().ConfigureAwait(false);
        if (!IsTransactional)
        {
            KafkaLog.Replacing(_logger, fault.Reason);
            _producer = CreateProducer();
            return false;
        }

        // Before anything is said: when another instance has taken over, that alone is the message.
        await ReadOwnProgressAsync(fault, cancellationToken).ConfigureAwait(false);
        KafkaLog.Replacing(_logger, fault.Reason);
        TransactionTimeoutChange change = _timeout.Failed(_cluster.MaxTransactionTimeoutMs);
        if (change == TransactionTimeoutChange.Raised) KafkaLog.TimeoutRaised(_logger, NextNumber, _timeout.Milliseconds);

        // Only now is the fate of the last transaction settled.
        ProgressRecord? found = await StartProducerAsync(_progress, s_forever, cancellationToken).ConfigureAwait(false);
        ProgressRecord own = Own(found, fault);
        if (next.IsSameCommit(own)) return true;
        if (change == TransactionTimeoutChange.Hopeless) throw TooLong();
        ThrowUnlessSame(own.Last);
        await CheckCommittedAsync(cancellationToken).ConfigureAwait(false);
        return false;
    }

    /// <summary>The first block that is not committed.</summary>
    private ulong NextNumber => (_progress.Last?.Number + 1) ?? _progress.First;

    private ChainSyncException TooLong() => new(
        ChainSyncError.Sink,
        $"The transaction from block {NextNumber} on{(_ancestor is null ? "" : $", which takes back the blocks behind {_ancestor.Number},")} "
        + $"has taken longer than transaction.timeout.ms again and again, at last {_timeout.Milliseconds} ms, all that Kafka at {_cluster.Bootstrap} allows. Nothing of it is visible. "
        + "Raise transaction.max.timeout.ms of the brokers, or look for what makes them slow, and start again: it goes on after the last progress.");

    /// <summary>Reads whose the stream is before anything is settled; a claim that is about to be committed counts.</summary>
    private async Task ReadOwnProgressAsync(ProducerResult fault, CancellationToken cancellationToken) =>
        Own(await ReadProgressAsync(ProgressView.Written, cancellationToken).ConfigureAwait(false), fault);

    /// <summary>With the claim of the instance before this one, and nothing written since, ours has been taken back: the next commit renews it.</summary>
    private ProgressRecord Own(ProgressRecord? found, ProducerResult fault)
    {
        bool isOurs = found?.Instance == _instance || (found?.Instance == _before && found?.Last == _progress.Last);
        return isOurs ? found ?? _progress : throw KafkaFaults.Fenced(_topics.ProgressName, fault.Reason);
    }

    private void ThrowUnlessSame(StreamProgress? last)
    {
        if (last == _progress.Last) return;
        throw new ChainSyncException(
            ChainSyncError.ProgressMismatch,
            $"Topic '{_topics.ProgressName}' says block {last?.Number.ToText() ?? "none"} where this instance has committed up to {_progress.Last?.Number.ToText() ?? "none"}. "
            + "Kafka has lost a commit that it had acknowledged, or something else writes there. Start again: that goes on from what the topic says, unless consumers have been shown more.");
    }

    /// <summary>Closes a failed producer; only then is no arena read any more.</summary>
    private async Task CloseProducerAsync()
    {
        _cluster.Events.Clear();
        _inTransaction = false;
        ITransactionalProducer old = Producer;
        _producer = null;
        await _thread.RunAsync(old.Dispose).ConfigureAwait(false);
    }
}
