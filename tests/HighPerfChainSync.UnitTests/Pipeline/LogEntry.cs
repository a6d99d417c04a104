using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.UnitTests.Pipeline;

/// <summary>One message.</summary>
internal readonly record struct LogEntry(int Id, LogLevel Level, string Text);
