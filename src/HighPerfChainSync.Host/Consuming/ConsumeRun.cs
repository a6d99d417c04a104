using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Host.Logging;
using HighPerfChainSync.Host.Running;
using HighPerfChainSync.Kafka.Auditing;
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
        using ILoggerFactory loggers = CommandLoggers.Create(settings.Log);
        using var interruption = new Interruption();
        try
        {
            if (settings.Audit) return await AuditAsync(settings, output, loggers.CreateLogger(Category), interruption.Token).ConfigureAwait(false);
            await PrintAsync(settings, output, loggers.CreateLogger(Category), interruption.Token).ConfigureAwait(false);
            return ExitCodes.Ok;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            // What was read is printed; but half an audit must not pass for a whole one.
            return settings.Audit ? interruption.ExitCode : ExitCodes.Ok;
        }
    }

    private static async Task<int> AuditAsync(ConsumeSettings settings, Stream output, ILogger logger, CancellationToken cancellationToken)
    {
        var options = new TopicAuditOptions
        {
            BootstrapServers = settings.Reader.BootstrapServers,
            Config = settings.Reader.Config,
            Topics = settings.Reader.Topics,
            Chain = settings.Chain,
        };
        if (settings.ProgressTopicTemplate is { } template) options = options with { ProgressTopicTemplate = template };
        AuditReport report = await TopicAudit.RunAsync(
            options,
            logger,
            cancellationToken).ConfigureAwait(false);
        try
        {
            if (settings.Json) AuditJson.Write(report, output);
            else AuditText.Write(report, output);
        }
        catch (IOException)
        {
            // Nobody reads it any more; the exit code still says it.
        }

        return report.IsSound ? ExitCodes.Ok : ExitCodes.AuditFailed;
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
}
