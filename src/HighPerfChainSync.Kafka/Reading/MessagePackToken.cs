namespace HighPerfChainSync.Kafka.Reading;

/// <summary>One value, or the head of an array or a map, in MessagePack.</summary>
internal readonly struct MessagePackToken
{
    public required MessagePackKind Kind { get; init; }

    /// <summary>The value of a number; of a signed one and of a fraction, its bits.</summary>
    public ulong Number { get; init; }

    /// <summary>Entries of an array or a map.</summary>
    public uint Count { get; init; }

    /// <summary>Where the bytes of a text, of binary data or of an extension begin.</summary>
    public int Start { get; init; }

    /// <summary>Their length.</summary>
    public int Length { get; init; }

    /// <summary>Values that follow and belong to this one.</summary>
    public ulong Following => Kind == MessagePackKind.Map ? 2UL * Count : Kind == MessagePackKind.Array ? Count : 0;
}
