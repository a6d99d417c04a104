using System.Globalization;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Host.Display;
using HighPerfChainSync.Host.Logging;
using HighPerfChainSync.Host.Running;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Sinks;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace HighPerfChainSync.Host.DryRun;

/// <summary><c>sync --dry-run</c>: says for each stream what a start would find and do, and changes nothing.</summary>
internal static class DryRunner
{
    /// <summary>How long the node of a stream may take to say which chain it serves.</summary>
    private static readonly TimeSpan s_nodeTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Runs it for all streams.</summary>
    /// <returns>The exit code of the first stream that could not start, else 0.</returns>
    public static async Task<int> RunAsync(HostSettings settings)
    {
        IAnsiConsole console = Terminal.ForReport(Console.Out);
        LogLevel level = settings.Log.Verbosity == Verbosity.Detailed ? LogLevel.Debug : LogLevel.Warning;
        ILogLineFormat format = settings.Log.Json ? new JsonLogFormat(TimeProvider.System) : new TextLogFormat(TimeProvider.System);
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging
            .SetMinimumLevel(level)
            .AddProvider(new LineLoggerProvider(new LogOutput(Console.Error, null), format, level)));
        var report = new DryRunReport(console);
        int code = ExitCodes.Ok;
        foreach (StreamSettings stream in settings.Streams)
        {
            ChainSyncError? error = await RunAsync(stream, report, loggers).ConfigureAwait(false);
            if (code == ExitCodes.Ok && error is { } found) code = ExitCodes.Of(found);
        }

        report.Nothing();
        return code;
    }

    private static async Task<ChainSyncError?> RunAsync(StreamSettings settings, DryRunReport report, ILoggerFactory loggers)
    {
        try
        {
            StreamDescription stream = await DescribeAsync(settings, loggers).ConfigureAwait(false);
            report.Stream(settings, stream);
            if (settings.Kafka is not { } kafka) return null;
            var dryRun = new KafkaDryRun(kafka.Options, loggers.CreateLogger(SinkFactory.KafkaCategory));
            KafkaDryRunReport found = await dryRun.RunAsync(stream, CancellationToken.None).ConfigureAwait(false);
            report.Kafka(found, stream);
            return found.Error;
        }
        catch (ChainSyncException error)
        {
            report.Problem($"{settings.Key}: {error.Message}");
            return error.Error;
        }
    }

    private static async Task<StreamDescription> DescribeAsync(StreamSettings settings, ILoggerFactory loggers)
    {
        var stream = new SyncStream(settings.Options, SinkFactory.Create(settings, loggers), new SyncStreamServices { Loggers = loggers });
        await using (stream.ConfigureAwait(false))
        {
            using var limit = new CancellationTokenSource(s_nodeTimeout);
            try
            {
                return await stream.DescribeAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                throw new ChainSyncException(
                    ChainSyncError.RpcConnection,
                    string.Create(CultureInfo.InvariantCulture, $"the node has not said within {s_nodeTimeout.TotalSeconds:F0} s which chain it serves. Check its address and that it runs."));
            }
        }
    }
}
