namespace HighPerfChainSync.Kafka.Producing;

/// <summary>A producer of one stream, always to partition 0. It never throws for what Kafka does: the result says what to do next.</summary>
/// <remarks>Thread: one call at a time; delivery reports come on a thread of its own. Calls that take a time-out block for as long.</remarks>
internal interface ITransactionalProducer : IDisposable
{
    /// <summary>Keeps topic, block and size of every record, so that <see cref="Failure"/> can name it. Costs memory: for a redo only.</summary>
    bool NamesFailures { get; set; }

    /// <summary>The worst delivery failure since the last transaction began, or null.</summary>
    DeliveryFailure? Failure { get; }

    /// <summary>Fences earlier producers with the same transactional id and settles what they left open.</summary>
    ProducerResult InitTransactions(TimeSpan timeout);

    /// <summary>Begins a transaction; without transactions, forgets earlier delivery failures.</summary>
    ProducerResult Begin();

    /// <summary>Puts a record into the local queue.</summary>
    ProducerResult Produce(in ProducerRecord record);

    /// <summary>Delivers what is queued and commits.</summary>
    ProducerResult Commit(TimeSpan timeout);

    /// <summary>Drops what is queued and aborts.</summary>
    ProducerResult Abort(TimeSpan timeout);

    /// <summary>Waits until nothing is under way; that it is done does not say that it was delivered: see <see cref="Failure"/>.</summary>
    ProducerResult Flush(TimeSpan timeout);
}
