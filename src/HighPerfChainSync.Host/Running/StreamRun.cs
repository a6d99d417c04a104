using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Host.Running;

/// <summary>One stream that the process runs.</summary>
/// <param name="Key">Its section of the configuration.</param>
/// <param name="Status">What it shows of itself.</param>
/// <param name="RunAsync">Runs it until it is done, the first token asks for an orderly end, or the second aborts.</param>
internal sealed record StreamRun(
    string Key, StreamStatus Status, Func<CancellationToken, CancellationToken, Task> RunAsync)
{
    /// <summary>What messages call it: the chain once that is known.</summary>
    public string Name => Status.Chain.Length > 0 ? Status.Chain : Key;
}
