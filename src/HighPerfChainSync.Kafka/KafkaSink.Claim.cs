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
            if (result.IsDone) result = await FinishAsync(_progress, cancellationToken).ConfigureAwait(false);
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
        await ThrowIfTakenAsync(found, fault, cancellationToken).ConfigureAwait(false);
        KafkaLog.Replacing(_logger, fault.Reason);
        _producer = _cluster.CreateProducer(_topics);
        await InitTransactionsAsync(_options.StartTimeout, cancellationToken).ConfigureAwait(false);
        await ThrowIfTakenAsync(found, fault, cancellationToken).ConfigureAwait(false);
    }

    private async Task ThrowIfTakenAsync(ProgressRecord? found, ProducerResult fault, CancellationToken cancellationToken)
    {
        ProgressRecord? now = await _cluster.ReadProgressAsync(_topics, _progress.Stream, cancellationToken).ConfigureAwait(false);
        bool same = now?.Instance == _instance || (now?.Instance == found?.Instance && now?.Last == found?.Last);
        if (!same) throw KafkaFaults.Fenced(_topics.ProgressName, fault.Reason);
    }

    /// <summary>Replaces a producer that failed for good: with our own claim in the progress we go on, with another's we stop.</summary>
    /// <returns>Whether the last transaction turned out to be committed.</returns>
    private async ValueTask<bool> ReplaceProducerAsync(ProducerResult fault, ProgressRecord next, CancellationToken cancellationToken)
    {
        await CloseProducerAsync().ConfigureAwait(false);
        // Before anything is said: when another instance has taken over, that alone is the message.
        if (IsTransactional) await ReadOwnProgressAsync(fault, cancellationToken).ConfigureAwait(false);
        KafkaLog.Replacing(_logger, fault.Reason);
        _producer = _cluster.CreateProducer(_topics);
        if (!IsTransactional) return false;
        await InitTransactionsAsync(s_forever, cancellationToken).ConfigureAwait(false);

        // Only now is the fate of the last transaction settled.
        StreamProgress? last = (await ReadOwnProgressAsync(fault, cancellationToken).ConfigureAwait(false)).Last;
        if (last == next.Last) return true;
        if (last == _progress.Last) return false;
        throw new ChainSyncException(
            ChainSyncError.ProgressMismatch,
            $"Topic '{_topics.ProgressName}' says block {last?.Number.ToText() ?? "none"} where this instance has committed up to {_progress.Last?.Number.ToText() ?? "none"}. "
            + "Something else writes there; find it before starting again.");
    }

    private async Task<ProgressRecord> ReadOwnProgressAsync(ProducerResult fault, CancellationToken cancellationToken)
    {
        ProgressRecord? found = await _cluster.ReadProgressAsync(_topics, _progress.Stream, cancellationToken).ConfigureAwait(false);
        return found?.Instance == _instance ? found : throw KafkaFaults.Fenced(_topics.ProgressName, fault.Reason);
    }

    /// <summary>Closes a failed producer; only then is no arena read any more.</summary>
    private async Task CloseProducerAsync()
    {
        _cluster.Events.Clear();
        _inTransaction = false;
        ITransactionalProducer old = Producer;
        _producer = null;
        await Task.Run(old.Dispose, CancellationToken.None).ConfigureAwait(false);
    }
}
