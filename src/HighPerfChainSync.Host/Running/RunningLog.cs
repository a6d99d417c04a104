using HighPerfChainSync.Host.Display;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Running;

/// <summary>Log lines of the host.</summary>
internal static partial class RunningLog
{
    [LoggerMessage(9101, LogLevel.Information, "{Signal}: finishing and committing what is under way; once more to abort.", EventName = "stopping")]
    public static partial void Stopping(ILogger logger, string signal);

    [LoggerMessage(9102, LogLevel.Warning, "{Signal} again: aborting. What is not committed is read again at the next start.", EventName = "aborting")]
    public static partial void Aborting(ILogger logger, string signal);

    [LoggerMessage(9103, LogLevel.Error, "{Stream} failed ({Kind}): {Reason}", EventName = "stream-failed")]
    public static partial void Failed(ILogger logger, string stream, string kind, string reason);

    [LoggerMessage(9104, LogLevel.Critical, "{Stream} failed by a fault of this program; please report it.", EventName = "stream-faulted")]
    public static partial void Faulted(ILogger logger, Exception exception, string stream);

    [LoggerMessage(
        9105,
        LogLevel.Information,
        "{Stream}: {Blocks} blocks in {Seconds:F1} s, {BlocksPerSecond:F1} blocks/s and {RecordsPerSecond:F0} records/s.",
        EventName = "rates")]
    public static partial void Rates(
        ILogger logger, string stream, long blocks, double seconds, double blocksPerSecond, double recordsPerSecond);

    [LoggerMessage(9107, LogLevel.Information, "{Stream}: {Totals}.", EventName = "totals")]
    public static partial void Totals(ILogger logger, string stream, StreamTotals totals);

    [LoggerMessage(9106, LogLevel.Warning, "Blocks were not returned to their pool: {Owners}; please report it.", EventName = "blocks-leaked")]
    public static partial void BlocksLeaked(ILogger logger, string owners);
}
