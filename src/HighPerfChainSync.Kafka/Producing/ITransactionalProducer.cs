using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>A producer of one stream. It never throws for what Kafka does: the result says what to do next.</summary>
/// <remarks>Thread: one call at a time; delivery reports come on a thread of its own. Calls that take a time-out block for as long.</remarks>
internal interface ITransactionalProducer : IDisposable
{
    /// <summary>The worst delivery failure since the last transaction began, or null. What an abort drops is a consequence and not counted.</summary>
    DeliveryFailure? Failure { get; }

    /// <summary>Fences earlier producers with the same transactional id and settles what they left open.</summary>
    ProducerResult InitTransactions(TimeSpan timeout);

    /// <summary>Begins a transaction; without transactions, forgets earlier delivery failures.</summary>
    ProducerResult Begin();

    /// <summary>Puts a record into the local queue. Its arena is referred to until the transaction is settled or <see cref="WaitDeliveredAsync"/> ends.</summary>
    ProducerResult Produce(in ProducerRecord record);

    /// <summary>After <see cref="ProducerOutcome.QueueFull"/>: waits until it is worth while to produce again. May end early.</summary>
    ValueTask WaitForRoomAsync(CancellationToken cancellationToken);

    /// <summary>Waits until every record produced from an arena has been delivered; the arena is not referred to any more then.</summary>
    /// <returns>Done, or why the transaction has failed meanwhile; then the arena may be referred to until the abort.</returns>
    ValueTask<ProducerResult> WaitDeliveredAsync(EncodedBlock arena, CancellationToken cancellationToken);

    /// <summary>Delivers what is queued and commits.</summary>
    ProducerResult Commit(TimeSpan timeout);

    /// <summary>Drops what is queued and aborts.</summary>
    ProducerResult Abort(TimeSpan timeout);

    /// <summary>Waits until nothing is under way; that it is done does not say that it was delivered: see <see cref="Failure"/>.</summary>
    ProducerResult Flush(TimeSpan timeout);
}
