namespace HighPerfChainSync.Kafka.Producing;

/// <summary>What a call of the producer came to, by what the caller must do next (librdkafka's transaction guide).</summary>
internal enum ProducerOutcome
{
    /// <summary>It worked.</summary>
    Done = 0,

    /// <summary>The local queue is full: wait for deliveries, then call again.</summary>
    QueueFull,

    /// <summary>Nothing has changed: call again.</summary>
    Retry,

    /// <summary>The transaction cannot be committed: abort it and redo its blocks.</summary>
    Abort,

    /// <summary>The producer is of no more use: make a new one.</summary>
    Fatal,

    /// <summary>This record or this call will never work.</summary>
    Refused,
}
