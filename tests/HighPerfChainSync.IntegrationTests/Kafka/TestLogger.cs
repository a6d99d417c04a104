using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Shows what the sink logs with the test that made it, and keeps it.</summary>
/// <param name="minimum">What is logged below it is not asked for.</param>
internal sealed class TestLogger(LogLevel minimum = LogLevel.Information) : ILogger
{
    private readonly ITestOutputHelper? _output = TestContext.Current.TestOutputHelper;
    private readonly List<string> _events = [];
    private readonly List<string> _lines = [];

    /// <summary>The names of the events so far.</summary>
    public string[] Events
    {
        get
        {
            lock (_events) return [.. _events];
        }
    }

    /// <summary>What was logged so far, exceptions with all that they carry.</summary>
    public string[] Lines
    {
        get
        {
            lock (_events) return [.. _lines];
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string text = formatter(state, exception);
        lock (_events)
        {
            _events.Add(eventId.Name ?? "");
            _lines.Add($"{text}{exception}");
        }

        if (logLevel >= LogLevel.Information) _output?.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {logLevel}: {text}");
    }
}
