using Spectre.Console;

namespace HighPerfChainSync.Host.Logging;

/// <summary>Where log lines go: standard error, or above the live display while there is one. Thread: any.</summary>
internal sealed class LogOutput(TextWriter standardError, IAnsiConsole? terminal)
{
    private readonly Lock _lock = new();

    /// <summary>Writes one line.</summary>
    public void WriteLine(string line)
    {
        lock (_lock)
        {
            if (terminal is null)
            {
                standardError.WriteLine(line);
                standardError.Flush();
            }
            else
            {
                // Through the console that draws the live display: it moves the display out of the way.
                terminal.Write(new Text(line));
                terminal.WriteLine();
            }
        }
    }
}
