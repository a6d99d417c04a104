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
    /// <summary>Makes a producer that may begin transactions over topics in which nothing is undecided. One that fails for good over it is replaced.</summary>
    /// <param name="known">The progress whose commit was acknowledged to this instance, or null.</param>
    /// <param name="limit">How long Kafka may take to begin transactions.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <returns>The progress to go on from.</returns>
    private async Task<ProgressRecord?> StartProducerAsync(ProgressRecord? known, TimeSpan limit, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            _producer = _cluster.CreateProducer(_topics);
            if (IsTransactional) await InitTransactionsAsync(limit, cancellationToken).ConfigureAwait(false);
            KafkaLog.ReadsProgress(_logger, _topics.ProgressName);
            (ProducerResult result, ProgressRecord? progress) = await SettleAsync(known, cancellationToken).ConfigureAwait(false);
            if (result.IsDone) return progress;
            if (attempt == MaxClaims) throw KafkaFaults.Explain(result, _cluster.Bootstrap, "settle an open transaction", _topics.ProgressName);
            await CloseProducerAsync().ConfigureAwait(false);
            if (known is not null) await ReadOwnProgressAsync(result, cancellationToken).ConfigureAwait(false);
            KafkaLog.Replacing(_logger, result.Reason);
            await BackOffAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Decides what is undecided, and reads the progress that holds then.</summary>
    /// <returns>Done and the progress to go on from, or why this producer can do no more.</returns>
    /// <exception cref="ChainSyncException">No decision would be right.</exception>
    private async ValueTask<(ProducerResult Result, ProgressRecord? Progress)> SettleAsync(ProgressRecord? known, CancellationToken cancellationToken)
    {
        if (IsTransactional && await FindLeftOpenAsync(cancellationToken).ConfigureAwait(false) is { } left)
        {
            switch (left.Outcome(known))
            {
                case OpenOutcome.Torn:
                    throw new ChainSyncException(
                        ChainSyncError.ProgressMismatch,
                        $"Kafka has left a committed and an aborted transaction open, one behind the other, in '{NamesOf(left)}': no end that can be written there is right for both. "
                        + "Nothing more is written. Begin the stream again in new topics, or have an administrator decide with kafka-transactions.sh.");
                case OpenOutcome.Committed:
                    KafkaLog.CommitNotMarked(_logger, NamesOf(left));
                    return (ProducerResult.Done, left.Written);
            }

            KafkaLog.AbortNotMarked(_logger, NamesOf(left));
            ProducerResult result = await AbortLeftOpenAsync(left.Ends, cancellationToken).ConfigureAwait(false);
            if (!result.IsDone) return (result, null);
            if (await FindLeftOpenAsync(cancellationToken).ConfigureAwait(false) is { } still) KafkaLog.StillOpen(_logger, NamesOf(still));
        }

        return (ProducerResult.Done, await ReadProgressAsync(ProgressView.Settled, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Puts a record of no meaning behind what is open and aborts it: its marker ends, for every consumer, all that the same producer id left open before.</summary>
    /// <returns>Done, or why this producer can do no more.</returns>
    private async ValueTask<ProducerResult> AbortLeftOpenAsync(IReadOnlyList<OpenEnd> ends, CancellationToken cancellationToken)
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
            if (attempt == MaxClaims || KafkaFaults.IsPermanent(result.Code))
                throw KafkaFaults.Explain(result, _cluster.Bootstrap, "end an open transaction", _topics.Mentioned);
            await BackOffAsync(attempt, cancellationToken).ConfigureAwait(false);
        }
    }

    private ProducerResult ProduceNothing(OpenEnd end) => Producer.Produce(new ProducerRecord
    {
        Topic = end.Topic,
        Partition = end.Partition,
        Block = end.FirstBlock ?? 0,
        TimestampMs = 0,
        Key = _key,
        Value = default,
    });

    private Task<LeftOpen?> FindLeftOpenAsync(CancellationToken cancellationToken) => _cluster.FindLeftOpenAsync(_topics, _stream, cancellationToken);

    private Task<ProgressRecord?> ReadProgressAsync(ProgressView view, CancellationToken cancellationToken) =>
        _cluster.ReadProgressAsync(_topics, _stream, view, cancellationToken);

    private string NamesOf(LeftOpen left) => string.Join("', '", left.Ends.Select(end => _topics.Names[end.Topic]).Distinct());
}
