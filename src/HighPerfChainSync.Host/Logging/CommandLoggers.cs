using HighPerfChainSync.Host.Configuration;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Logging;

/// <summary>The log of a command that reads and ends: on standard error, without the live display.</summary>
internal static class CommandLoggers
{
    /// <summary>Creates it; the caller disposes it.</summary>
    public static ILoggerFactory Create(LogSettings log)
    {
        LogLevel level = log.Verbosity switch
        {
            Verbosity.Quiet => LogLevel.Warning,
            Verbosity.Normal => LogLevel.Information,
            _ => LogLevel.Debug,
        };
        ILogLineFormat format = log.Json ? new JsonLogFormat(TimeProvider.System) : new TextLogFormat(TimeProvider.System);
        return LoggerFactory.Create(logging => logging
            .SetMinimumLevel(level)
            .AddProvider(new LineLoggerProvider(new LogOutput(Console.Error, null), format, level)));
    }
}
