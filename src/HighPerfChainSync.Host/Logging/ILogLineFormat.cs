namespace HighPerfChainSync.Host.Logging;

/// <summary>Turns an event into one line, without its end. Thread: any.</summary>
internal interface ILogLineFormat
{
    /// <summary>The line.</summary>
    string Format(in LogLine line);
}
