using System.CommandLine;
using System.Globalization;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary>The help of <c>consume</c>.</summary>
internal static class ConsumeHelp
{
    private static readonly (OptionGroup Group, string Heading)[] s_groups =
        [(OptionGroup.Stream, "What is read"), (OptionGroup.Kafka, "Kafka"), (OptionGroup.Process, "The process")];

    private static readonly (int Code, string Meaning)[] s_codes =
    [
        (ExitCodes.Ok, "everything was read, a signal or a closed pipe ended it, or the audit found no fault"),
        (ExitCodes.Usage, "an option or a configuration key cannot be used"),
        (ExitCodes.Refused, "there is no progress to compare with, or it cannot be read"),
        (ExitCodes.Sink, "Kafka cannot be reached, a topic is unknown or may not be read"),
        (ExitCodes.AuditFailed, "the audit found faults"),
        (ExitCodes.Interrupted, "the audit was interrupted"),
    ];

    /// <summary>Writes it.</summary>
    public static void Write(Command command, TextWriter output)
    {
        output.WriteLine(HelpText.Wrap(command.Description ?? "", 0));
        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine("  chainsync consume TOPIC… --kafka HOST:PORT [options]");
        output.WriteLine("  chainsync consume --audit --kafka HOST:PORT [--chain NAME] [TOPIC…]");
        foreach ((OptionGroup group, string heading) in s_groups)
        {
            output.WriteLine();
            output.WriteLine(heading + ":");
            foreach (SyncOption option in ConsumeOptions.All)
            {
                if (option.Group == group) HelpText.WriteRow(option.Name + " " + option.ValueName, option.Description, output);
            }
        }

        HelpText.WriteRow(SyncOptions.ConfigFile + " FILE", "JSON configuration, as for sync: --kafka, --kafka-config and --chain are those of its first stream.", output);
        output.WriteLine();
        output.WriteLine("Examples:");
        output.WriteLine("  chainsync consume ethereum_logs --kafka localhost:9092 --from 17000000 --max 10");
        output.WriteLine("  chainsync consume ethereum_blocks --kafka localhost:9092 --last 1 --follow | jq .number");
        output.WriteLine("  chainsync consume --audit --chain ethereum --kafka localhost:9092");
        output.WriteLine();
        output.WriteLine("Exit codes:");
        foreach ((int code, string meaning) in s_codes)
        {
            output.WriteLine($"  {code.ToString(CultureInfo.InvariantCulture),3}  {meaning}");
        }
    }
}
