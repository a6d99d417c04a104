using HighPerfChainSync.Host.Configuration;
using Microsoft.Extensions.Hosting.Systemd;
using Spectre.Console;

namespace HighPerfChainSync.Host.Display;

/// <summary>Decides how to write for whoever looks: a live display, a report with colours, or plain lines.</summary>
internal static class Terminal
{
    /// <summary>Columns of a report that goes into a file or a pipe.</summary>
    private const int PipeWidth = 160;

    /// <summary>A console for a report on standard output, without colours when that is no terminal.</summary>
    /// <param name="output">Writes to standard output.</param>
    public static IAnsiConsole ForReport(TextWriter output)
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) };
        if (!Console.IsOutputRedirected) return AnsiConsole.Create(settings);
        settings.Ansi = AnsiSupport.No;
        settings.ColorSystem = ColorSystemSupport.NoColors;
        IAnsiConsole console = AnsiConsole.Create(settings);
        console.Profile.Width = PipeWidth;
        return console;
    }

    /// <summary>The console for a live display on standard error, or null when lines are the better choice.</summary>
    public static IAnsiConsole? ForLiveDisplay(LogSettings log)
    {
        if (log.Json || log.Verbosity == Verbosity.Quiet || Console.IsErrorRedirected || SystemdHelpers.IsSystemdService()) return null;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Profile.Capabilities.Ansi ? console : null;
    }
}
