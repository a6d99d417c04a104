using System.Globalization;

namespace HighPerfChainSync.EndToEnd;

/// <summary>What is varied within one run of the runner.</summary>
/// <param name="Level">Level of verification; null leaves the host's own.</param>
/// <param name="LatencyMs">Milliseconds that the node adds to each answer.</param>
internal sealed record Variant(string? Level, int LatencyMs)
{
    /// <summary>The name of a row.</summary>
    public string Name(string sink)
    {
        if (Level is not null) sink += $", verify {Level}";
        return LatencyMs == 0 ? sink : string.Create(CultureInfo.InvariantCulture, $"{sink}, node {LatencyMs} ms");
    }
}
