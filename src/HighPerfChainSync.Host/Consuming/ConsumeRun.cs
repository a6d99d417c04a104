using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Host.Logging;
using HighPerfChainSync.Host.Running;
using HighPerfChainSync.Kafka.Reading;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Consuming;

/// <summary>Reads and prints until the end of what was asked for, a signal, or the end of whoever reads the output.</summary>
internal static class ConsumeRun
{
    private const string Category = "HighPerfChainSync.Kafka";
    private static readonly TimeSpan s_wait = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(ConsumeSettings settings)
    {
        // Records alone go there, whatever a library may print.
        Stream output = StandardOutput.Open();
        Console.SetOut(TextWriter.Null);
        using ILoggerFactory loggers = CreateLoggers(settings.Log);
        using var interruption = new Interruption();
        try
        {
            await PrintAsync(settings, output, loggers.CreateLogger(Category), interruption.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            // Nothing is half done: what was read is printed.
        }

        return ExitCodes.Ok;
    }

    private static async Task PrintAsync(ConsumeSettings settings, Stream output, ILogger logger, CancellationToken cancellationToken)
    {
        using TopicReader reader = await TopicReader.OpenAsync(settings.Reader, logger, cancellationToken).ConfigureAwait(false);
        using var printer = new RecordPrinter(output, settings.IsRaw, settings.With);
        try
        {
            while (!reader.IsCompleted && !cancellationToken.IsCancellationRequested)
            {
                // What was gathered goes out before there is a wait for more.
                if (reader.TryRead(printer.HoldsAny ? TimeSpan.Zero : s_wait, out TopicRecord record, CancellationToken.None)) printer.Print(in record);
                else printer.Flush();
            }

            printer.Flush();
        }
        catch (IOException)
        {
            // Whoever reads has seen enough: "| head" is no fault.
        }
    }

    private static ILoggerFactory CreateLoggers(LogSettings log)
    {
        LogLevel level = log.Verbosity switch
        {
            Verbosity.Quiet => LogLevel.Error,
            Verbosity.Normal => LogLevel.Warning,
            _ => LogLevel.Debug,
        };
        ILogLineFormat format = log.Json ? new JsonLogFormat(TimeProvider.System) : new TextLogFormat(TimeProvider.System);
        return LoggerFactory.Create(logging => logging
            .SetMinimumLevel(level)
            .AddProvider(new LineLoggerProvider(new LogOutput(Console.Error, null), format, level)));
    }
}
