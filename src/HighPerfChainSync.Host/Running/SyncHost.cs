using System.Diagnostics.Metrics;
using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Host.Display;
using HighPerfChainSync.Host.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace HighPerfChainSync.Host.Running;

/// <summary>Puts the process together around the Generic Host and runs the streams from there.</summary>
/// <remarks>
/// The streams do not run as hosted services: on .NET 10 a background service that throws ends the process with exit code 0.
/// </remarks>
internal static class SyncHost
{
    /// <summary>Runs the streams.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(HostSettings settings)
    {
        bool recordsOnTerminal = false;
        foreach (StreamSettings stream in settings.Streams)
        {
            if (!stream.WritesStandardOutput) continue;
            // Records alone go there, whatever a library may print.
            Console.SetOut(TextWriter.Null);
            recordsOnTerminal = !Console.IsOutputRedirected;
        }

        IAnsiConsole? terminal = recordsOnTerminal ? null : Terminal.ForLiveDisplay(settings.Log);
        HostApplicationBuilder builder = CreateBuilder(settings.Log, new LogOutput(Console.Error, terminal));
        builder.Services.AddSingleton<IProgressDisplay>(services => terminal is not null
            ? new TerminalDisplay(terminal, TimeProvider.System)
            : new ProgressLines(services.GetRequiredService<ILogger<ProgressLines>>(), TimeProvider.System));
        builder.Services.AddSingleton(services => new StreamSet(
            settings.Streams, services.GetRequiredService<ILoggerFactory>(), services.GetRequiredService<IMeterFactory>()));
        builder.Services.AddSingleton(services => new StreamsRunner(
            services.GetRequiredService<StreamSet>().Runs,
            services.GetRequiredService<ShutdownSignals>(),
            services.GetRequiredService<IProgressDisplay>(),
            services.GetRequiredService<ILogger<StreamsRunner>>(),
            TimeProvider.System));

        IHost host = builder.Build();
        await using (((IAsyncDisposable)host).ConfigureAwait(false))
        {
            host.Services.GetRequiredService<ShutdownSignals>().Listen();
            await host.StartAsync().ConfigureAwait(false);
            int code = await host.Services.GetRequiredService<StreamsRunner>().RunAsync().ConfigureAwait(false);
            await host.StopAsync().ConfigureAwait(false);
            return code;
        }
    }

    private static HostApplicationBuilder CreateBuilder(LogSettings log, LogOutput output)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        ILogLineFormat format = log.Json ? new JsonLogFormat(TimeProvider.System) : new TextLogFormat(TimeProvider.System);
        LogLevel level = log.Verbosity switch
        {
            Verbosity.Quiet => LogLevel.Warning,
            Verbosity.Normal => LogLevel.Information,
            _ => LogLevel.Debug,
        };
        builder.Logging.ClearProviders();
        builder.Logging.SetMinimumLevel(level);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddProvider(new LineLoggerProvider(output, format, level));
        builder.Services.AddSingleton<ISystemdNotifier, SystemdNotifier>();
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, SignalLifetime>());
        builder.Services.AddSingleton(services => new ShutdownSignals(
            services.GetRequiredService<ILogger<ShutdownSignals>>(),
            services.GetRequiredService<ISystemdNotifier>(),
            Environment.Exit));
        return builder;
    }
}
