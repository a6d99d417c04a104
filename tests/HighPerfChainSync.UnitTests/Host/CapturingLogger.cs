using HighPerfChainSync.Host.Logging;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.UnitTests.Host;

/// <summary>Keeps the lines that a format makes of what is logged.</summary>
internal sealed class CapturingLogger(List<string> lines, ILogLineFormat format) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Add(format.Format(new LogLine(
            "Test", logLevel, eventId, formatter(state, exception), exception,
            state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])));
}
