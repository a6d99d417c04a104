using Confluent.Kafka;

namespace HighPerfChainSync.Kafka.Reading;

/// <summary>One committed record of a topic.</summary>
/// <remarks>Owner: the reader; key and value are valid until its next read; thread: the reader's.</remarks>
public readonly struct TopicRecord
{
    /// <summary>Its topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Its partition.</summary>
    public required int Partition { get; init; }

    /// <summary>Its offset.</summary>
    public required long Offset { get; init; }

    /// <summary>Kafka's timestamp, Unix milliseconds: the time of the block unless the stream is written with ingest timestamps.</summary>
    public long TimestampMs { get; init; }

    /// <summary>Its key, or null.</summary>
    public ReadOnlyMemory<byte>? Key { get; init; }

    /// <summary>Its value, or null when it is a tombstone.</summary>
    public ReadOnlyMemory<byte>? Value { get; init; }

    /// <summary>Its headers, where the source was asked for them and the record has any; else null.</summary>
    internal Headers? Headers { get; init; }
}
