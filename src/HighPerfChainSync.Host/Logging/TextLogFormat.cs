using System.Globalization;
using System.Text;
using HighPerfChainSync.Diagnostics;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Logging;

/// <summary>Lines for people: time, level, message.</summary>
internal sealed class TextLogFormat(TimeProvider time) : ILogLineFormat
{
    /// <inheritdoc/>
    public string Format(in LogLine line)
    {
        var text = new StringBuilder(128);
        text.Append(time.GetUtcNow().ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        text.Append(' ').Append(Word(line.Level)).Append(' ').Append(line.Message);
        // What we throw on purpose says in its message what to do; a stack helps with the rest.
        if (line.Exception is ChainSyncException known && !line.Message.Contains(known.Message, StringComparison.Ordinal))
            text.Append(": ").Append(known.Message);
        else if (line.Exception is not (null or ChainSyncException))
            text.AppendLine().Append(line.Exception);
        return text.ToString();
    }

    /// <summary>A level in five letters.</summary>
    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical => "fatal",
        LogLevel.Error => "error",
        LogLevel.Warning => "warn ",
        LogLevel.Information => "info ",
        LogLevel.Debug => "debug",
        _ => "trace",
    };
}
