namespace HighPerfChainSync.EndToEnd;

/// <summary>What is measured.</summary>
internal sealed record EndToEndOptions
{
    /// <summary>Blocks of the short run.</summary>
    public required int ShortBlocks { get; init; }

    /// <summary>Blocks of the long run.</summary>
    public required int LongBlocks { get; init; }

    /// <summary>How often everything is measured; what is measured takes turns, so that a machine that slows down slows all of it.</summary>
    public required int Rounds { get; init; }

    /// <summary>Chains of the replay node: <see cref="Chains.WChain"/>, <see cref="Chains.Generated"/>.</summary>
    public required IReadOnlyList<string> Chains { get; init; }

    /// <summary>Sinks: <c>null</c>, <c>ndjson</c>, <c>kafka</c>.</summary>
    public required IReadOnlyList<string> Sinks { get; init; }

    /// <summary>What is compared, each with every sink; one when nothing is.</summary>
    public required IReadOnlyList<Variant> Variants { get; init; }

    /// <summary>Codec of the records in Kafka, the host's and the C producer's.</summary>
    public required string Compression { get; init; }

    /// <summary>What is written, as the host's option has it; null for its default.</summary>
    public string? Entities { get; init; }

    /// <summary>A published host: executable, assembly or folder; null to publish it.</summary>
    public string? Host { get; init; }

    /// <summary>Further arguments of <c>chainsync sync</c>.</summary>
    public IReadOnlyList<string> HostArguments { get; init; } = [];

    /// <summary>Whether the bare C producer runs beside the host.</summary>
    public bool HasBareProducer { get; init; } = true;

    /// <summary>Blocks whose latency is measured at the head; 0 leaves it out.</summary>
    public int HeadBlocks { get; init; }

    /// <summary>File for the figures as JSON.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Whether variants are compared with each other.</summary>
    public bool IsComparison => Variants.Count > 1;
}
