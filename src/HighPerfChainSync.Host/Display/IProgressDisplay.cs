using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Host.Display;

/// <summary>Shows on standard error how streams stand.</summary>
internal interface IProgressDisplay
{
    /// <summary>Shows the streams until cancelled; then shows the end and returns.</summary>
    Task RunAsync(IReadOnlyList<StreamStatus> streams, CancellationToken end);
}
