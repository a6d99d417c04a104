namespace HighPerfChainSync.Kafka.Producing;

/// <summary>A record on its way to a producer.</summary>
/// <remarks>Owner of the bytes: the caller, until the record's transaction is settled; a producer may read them until then.</remarks>
internal readonly ref struct ProducerRecord
{
    /// <summary>Index of the topic in the stream's plan.</summary>
    public required int Topic { get; init; }

    /// <summary>Height of the block it belongs to, for error messages.</summary>
    public required ulong Block { get; init; }

    /// <summary>Unix milliseconds; 0 is now.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>Key, or null.</summary>
    public byte[]? Key { get; init; }

    /// <summary>Value, in pinned memory when it comes from a block.</summary>
    public required ReadOnlyMemory<byte> Value { get; init; }
}
