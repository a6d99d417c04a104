using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Host.Consuming;
using HighPerfChainSync.Host.Logging;
using HighPerfChainSync.Host.Running;
using HighPerfChainSync.Kafka.Checking;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Checking;

/// <summary>Checks a stream's topics and prints the result.</summary>
internal static class FsckRun
{
    /// <summary>Runs it.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(FsckSettings settings)
    {
        // The result alone goes there, whatever a library may print.
        Stream output = StandardOutput.Open();
        Console.SetOut(TextWriter.Null);
        using ILoggerFactory loggers = CommandLoggers.Create(settings.Log);
        using var interruption = new Interruption();
        TopicCheckReport report;
        try
        {
            report = await TopicCheck.RunAsync(settings.Check, loggers.CreateLogger(SinkFactory.KafkaCategory), interruption.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            // Half a check must not pass for a whole one.
            return interruption.ExitCode;
        }

        try
        {
            if (settings.Json) FsckJson.Write(report, output);
            else FsckText.Write(report, output);
        }
        catch (IOException)
        {
            // Nobody reads it any more; the exit code still says it.
        }

        return report.IsSound ? ExitCodes.Ok : ExitCodes.FsckFailed;
    }
}
