namespace HighPerfChainSync.Sinks;

/// <summary>Where and how <see cref="NdjsonFileSink"/> writes.</summary>
public sealed record NdjsonFileSinkOptions
{
    /// <summary>The directory of one stream; created when it is absent.</summary>
    public required string Directory { get; init; }

    /// <summary>Blocks in a file, from 1. Ranges begin at multiples of it.</summary>
    public int BlocksPerFile { get; init; } = 1000;
}
