using System.CommandLine;
using HighPerfChainSync.Host.Demo;
using HighPerfChainSync.Host.Display;
using HighPerfChainSync.Host.Logging;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary><c>chainsync demo</c>: shows the whole way of a chain without a node, a broker or a network.</summary>
internal static class DemoCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "demo";

    private const int PipeWidth = 120;

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command(
            Name,
            "Shows it at work without a node, a broker or a network: serves a small recorded chain on loopback, syncs it into an in-process "
            + "Kafka (librdkafka's mock cluster), reads everything back with a consumer and compares it with the chain.");
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        IAnsiConsole console = Terminal.ForReport(Console.Out);
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(LogLevel.Warning)
            .AddProvider(new LineLoggerProvider(new LogOutput(Console.Error, null), new TextLogFormat(TimeProvider.System), LogLevel.Warning)));
        return await new DemoRun(new DemoReport(console), loggers).RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
