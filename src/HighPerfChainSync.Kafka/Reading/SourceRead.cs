namespace HighPerfChainSync.Kafka.Reading;

/// <summary>What a read of an <see cref="IRecordSource"/> gave.</summary>
internal enum SourceRead
{
    /// <summary>Nothing came in time.</summary>
    Nothing,

    /// <summary>A record.</summary>
    Record,

    /// <summary>The committed end of a partition, for now.</summary>
    End,
}
