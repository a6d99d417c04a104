using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.Kafka.Producing;

/// <summary>A record on its way to a producer.</summary>
/// <remarks>Owner of the value: its arena, until the record has been reported and its transaction is settled; without an arena the value is copied.</remarks>
internal readonly ref struct ProducerRecord
{
    /// <summary>Index of the topic in the stream's plan.</summary>
    public required int Topic { get; init; }

    /// <summary>Partition.</summary>
    public int Partition { get; init; }

    /// <summary>Height of the block it belongs to, for error messages.</summary>
    public required ulong Block { get; init; }

    /// <summary>Unix milliseconds; 0 is now.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>Key, copied; empty is none.</summary>
    public ReadOnlySpan<byte> Key { get; init; }

    /// <summary>Value of the header <see cref="VerificationHeaders.Name"/>, copied; empty is no header.</summary>
    public ReadOnlySpan<byte> Verification { get; init; }

    /// <summary>Value; it lies in the pinned memory of <see cref="Arena"/> when there is one.</summary>
    public required ReadOnlySpan<byte> Value { get; init; }

    /// <summary>What holds the value in place; null for a value that is copied.</summary>
    public EncodedBlock? Arena { get; init; }
}
