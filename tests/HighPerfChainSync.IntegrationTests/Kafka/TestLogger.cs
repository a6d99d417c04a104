using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Shows what the sink logs with the test that made it, and keeps the event names.</summary>
internal sealed class TestLogger : ILogger
{
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;
    private readonly List<string> _events = [];

    /// <summary>The names of the events so far.</summary>
    public string[] Events
    {
        get
        {
            lock (_events) return [.. _events];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_events) _events.Add(eventId.Name ?? "");
        _output?.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {logLevel}: {formatter(state, exception)}");
    }
}
