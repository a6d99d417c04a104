namespace HighPerfChainSync.EndToEnd;

/// <summary>What is measured.</summary>
internal sealed record EndToEndOptions
{
    /// <summary>Blocks of the short run, or of the start of a run when levels are compared.</summary>
    public required int ShortBlocks { get; init; }

    /// <summary>Blocks of the long run.</summary>
    public required int LongBlocks { get; init; }

    /// <summary>Sinks: <c>null</c>, <c>ndjson</c>, <c>kafka</c>.</summary>
    public required IReadOnlyList<string> Sinks { get; init; }

    /// <summary>Levels of verification that are compared, each with every sink; none leaves the host's own.</summary>
    public IReadOnlyList<string> Levels { get; init; } = [];

    /// <summary>How often each pair of runs is made; levels take turns, so that a machine that slows down slows all of them.</summary>
    public int Rounds { get; init; } = 1;

    /// <summary>Chain of the replay node; null takes the W-chain where its data is there, else the generated one.</summary>
    public string? Chain { get; init; }

    /// <summary>Milliseconds that the node adds to each answer.</summary>
    public required int LatencyMs { get; init; }

    /// <summary>Further arguments of <c>chainsync sync</c>.</summary>
    public required IReadOnlyList<string> HostArguments { get; init; }

    /// <summary>File for the figures as JSON.</summary>
    public string? JsonFile { get; init; }
}
