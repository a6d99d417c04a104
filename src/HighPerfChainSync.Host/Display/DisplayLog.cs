using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Display;

/// <summary>Log lines of the displays.</summary>
internal static partial class DisplayLog
{
    /// <summary>How a stream stands; the JSON line has the figures one by one.</summary>
    [LoggerMessage(9001, LogLevel.Information, "{Chain}: {Progress}", EventName = "progress")]
    public static partial void Progress(ILogger logger, string chain, ProgressSnapshot progress);
}
