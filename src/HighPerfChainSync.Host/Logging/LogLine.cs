using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Logging;

/// <summary>One event of the log.</summary>
internal readonly record struct LogLine(
    string Category,
    LogLevel Level,
    EventId Event,
    string Message,
    Exception? Exception,
    IReadOnlyList<KeyValuePair<string, object?>> Fields);
