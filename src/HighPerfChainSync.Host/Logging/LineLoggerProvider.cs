using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Logging;

/// <summary>Makes loggers that write a line for each event.</summary>
internal sealed class LineLoggerProvider(LogOutput output, ILogLineFormat format, LogLevel minimum) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName, output, format, minimum);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The output belongs to the process.
    }

    private sealed class LineLogger(string category, LogOutput output, ILogLineFormat format, LogLevel minimum) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum && logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var line = new LogLine(
                category, logLevel, eventId, formatter(state, exception), exception,
                state as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
            output.WriteLine(format.Format(line));
        }
    }
}
