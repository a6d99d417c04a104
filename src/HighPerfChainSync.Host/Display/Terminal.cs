using HighPerfChainSync.Host.Configuration;
using Microsoft.Extensions.Hosting.Systemd;
using Spectre.Console;

namespace HighPerfChainSync.Host.Display;

/// <summary>Decides whether there is somebody to look at a live display.</summary>
internal static class Terminal
{
    /// <summary>The console for a live display on standard error, or null when lines are the better choice.</summary>
    public static IAnsiConsole? ForLiveDisplay(LogSettings log)
    {
        if (log.Json || log.Verbosity == Verbosity.Quiet || Console.IsErrorRedirected || SystemdHelpers.IsSystemdService()) return null;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return console.Profile.Capabilities.Ansi ? console : null;
    }
}
