using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Producing;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Settling;

namespace HighPerfChainSync.Kafka;

/// <content>
/// What an ended transaction has left open in Kafka. The next commit would show it, and the next abort would hide it: before either, it is
/// decided which of the two is right.
/// </content>
public sealed partial class KafkaSink
{
    private const int MaxSettlings = 4;

    /// <summary>Makes a producer that may begin transactions over topics in which nothing is undecided. One that fails for good over it is replaced.</summary>
    /// <param name="known">The progress whose commit was acknowledged to this instance, or null.</param>
    /// <param name="limit">How long Kafka may take to begin transactions.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>The progress to go on from.</returns>
    private async Task<ProgressRecord?> StartProducerAsync(ProgressRecord? known, TimeSpan limit, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            _producer ??= CreateProducer();
            if (IsTransactional) await InitTransactionsAsync(limit, cancellationToken).ConfigureAwait(false);
            KafkaLog.ReadsProgress(_logger, _topics.ProgressName);
            (ProducerResult result, ProgressRecord? progress) = known is null
                ? await SettleStartAsync(cancellationToken).ConfigureAwait(false)
                : await SettleAsync(known, cancellationToken).ConfigureAwait(false);
            if (result.IsDone) return progress;
            if (attempt == MaxClaims) throw KafkaFaults.Explain(result, _cluster.Bootstrap, "settle an open transaction", _topics.ProgressName);
            await CloseProducerAsync().ConfigureAwait(false);
            if (known is not null) await ReadOwnProgressAsync(result, cancellationToken).ConfigureAwait(false);
            KafkaLog.Replacing(_logger, result.Reason);
            await BackOffAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<(ProducerResult Result, ProgressRecord? Progress)> SettleStartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_options.StartTimeout);
        try
        {
            return await SettleAsync(null, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChainSyncException(
                ChainSyncError.KafkaUnavailable,
                $"The progress in topic '{_topics.ProgressName}' could not be read within {_options.StartTimeout.TotalSeconds:F0} s: {_cluster.Events.Last?.Reason ?? "a transaction stays open there"}. "
                + "Check that every partition of the stream's topics has a leader; a transaction that nobody ends any more is ended with kafka-transactions.sh (find-hanging, abort).");
        }
    }

    /// <summary>Decides what is undecided, and reads the progress that holds then.</summary>
    /// <returns>Done and the progress to go on from, or why this producer can do no more.</returns>
    /// <exception cref="ChainSyncException">No decision would be right.</exception>
    private async ValueTask<(ProducerResult Result, ProgressRecord? Progress)> SettleAsync(ProgressRecord? known, CancellationToken cancellationToken)
    {
        // What a client said long ago is no reason to stop now.
        _cluster.Events.Clear();
        _unmarked = [];
        for (int round = 0; IsTransactional; round++)
        {
            if (await FindLeftOpenAsync(known, cancellationToken).ConfigureAwait(false) is not { } left) break;
            Settlement settlement = left.Decide(known);
            if (settlement.Torn is { } torn) throw Torn(torn);
            if (settlement.Undecided is { } undecided) throw Undecided(undecided);
            List<OpenEnd> committed = [.. left.Ends.Except(settlement.Aborted)];
            _unmarked = committed;
            if (IsCommitUnmarked) KafkaLog.CommitNotMarked(_logger, NamesOf(committed));
            if (settlement.Aborted.Count > 0 && round == MaxSettlings)
            {
                KafkaLog.StillOpen(_logger, NamesOf(settlement.Aborted));
            }
            else if (settlement.Aborted.Count > 0)
            {
                KafkaLog.AbortNotMarked(_logger, NamesOf(settlement.Aborted));
                ProducerResult result = await AbortLeftOpenAsync(settlement.Aborted, known, cancellationToken).ConfigureAwait(false);
                if (!result.IsDone) return (result, null);
                // The marker of this abort may be given up as well.
                continue;
            }

            if (committed.Exists(static end => end.IsProgress)) return (ProducerResult.Done, settlement.Progress);
            break;
        }

        return (ProducerResult.Done, await ReadProgressAsync(ProgressView.Settled, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Puts a record of no meaning behind what is open and aborts it: its marker ends, for every consumer, all that the same producer id left open before.</summary>
    /// <returns>Done, or why this producer can do no more.</returns>
    private async ValueTask<ProducerResult> AbortLeftOpenAsync(IReadOnlyList<OpenEnd> ends, ProgressRecord? known, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            ProducerResult result = Begin();
            for (int i = 0; result.IsDone && i < ends.Count; i++) result = ProduceNothing(ends[i]);
            // Kafka writes the marker only where a record has arrived.
            if (result.IsDone)
                result = await WaitForAsync("end an open transaction", static producer => producer.Flush(s_call), s_forever, cancellationToken).ConfigureAwait(false);
            if (result.IsDone && Producer.Failure is { } failure) result = new ProducerResult(ProducerOutcome.Abort, failure.Code, failure.Reason);
            ProducerResult aborted = result.Outcome == ProducerOutcome.Fatal ? result : await AbortAsync(cancellationToken).ConfigureAwait(false);
            _inTransaction = false;
            if (!aborted.IsDone) return aborted;
            if (result.IsDone) return result;
            // A stream that is under way waits for Kafka, however long it takes.
            if ((known is null && attempt == MaxClaims) || KafkaFaults.IsPermanent(result.Code))
                throw KafkaFaults.Explain(result, _cluster.Bootstrap, "end an open transaction", _topics.Mentioned);
            await BackOffAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    private ProducerResult ProduceNothing(OpenEnd end) => Producer.Produce(new ProducerRecord
    {
        Topic = end.Topic,
        Partition = end.Partition,
        Block = end.First?.Number ?? 0,
        TimestampMs = 0,
        Key = _key,
        Value = default,
    });

    /// <param name="known">Null at a start, which does not wait for ever.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private Task<LeftOpen?> FindLeftOpenAsync(ProgressRecord? known, CancellationToken cancellationToken) =>
        _cluster.FindLeftOpenAsync(_topics, _stream, known is null ? _options.StartTimeout : s_forever, cancellationToken);

    private Task<ProgressRecord?> ReadProgressAsync(ProgressView view, CancellationToken cancellationToken) =>
        _cluster.ReadProgressAsync(_topics, _stream, view, cancellationToken);

    private ChainSyncException Torn(OpenEnd end) => new(
        ChainSyncError.ProgressMismatch,
        $"Kafka has left records of a committed transaction (block {end.First?.Number}) and of another behind them (block {end.Last?.Number}) open in topic "
        + $"'{_topics.Names[end.Topic]}', partition {end.Partition}: no end that can be written there is right for both. Nothing more is written. Begin the stream again in new topics.");

    private ChainSyncException Undecided(OpenEnd end) => new(
        ChainSyncError.ProgressMismatch,
        $"Kafka has left retractions of block {end.First?.Number} and below open in topic '{_topics.Names[end.Topic]}', partition {end.Partition}, and nothing says whether they were "
        + "committed: the blocks lie deeper than the progress names. Nothing more is written. Begin the stream again in new topics.");

    private string NamesOf(IEnumerable<OpenEnd> ends) => string.Join("', '", ends.Select(end => _topics.Names[end.Topic]).Distinct());
}
