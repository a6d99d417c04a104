using System.CommandLine;
using System.Globalization;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary>The help of <c>fsck</c>.</summary>
internal static class FsckHelp
{
    private static readonly (OptionGroup Group, string Heading)[] s_groups =
        [(OptionGroup.Stream, "What is checked"), (OptionGroup.Kafka, "Kafka"), (OptionGroup.Process, "The process")];

    private static readonly (int Code, string Meaning)[] s_codes =
    [
        (ExitCodes.Ok, "every block was checked, and no fault was found"),
        (ExitCodes.Usage, "an option or a configuration key cannot be used, or no block is in the range"),
        (ExitCodes.Refused, "there is no progress to check by, or it cannot be read"),
        (ExitCodes.Sink, "Kafka cannot be reached, a topic is unknown or may not be read"),
        (ExitCodes.FsckFailed, "faults were found"),
        (ExitCodes.Interrupted, "it was interrupted"),
    ];

    /// <summary>Writes it.</summary>
    public static void Write(Command command, TextWriter output)
    {
        output.WriteLine(HelpText.Wrap(command.Description ?? "", 0));
        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine("  chainsync fsck --kafka HOST:PORT [--chain NAME] [options]");
        foreach ((OptionGroup group, string heading) in s_groups)
        {
            output.WriteLine();
            output.WriteLine(heading + ":");
            foreach (SyncOption option in FsckOptions.All)
            {
                if (option.Group == group) HelpText.WriteRow(option.Name + " " + option.ValueName, option.Description, output);
            }
        }

        HelpText.WriteRow(SyncOptions.ConfigFile + " FILE", "JSON configuration, as for sync: --kafka, --kafka-config and --chain are those of its first stream.", output);
        output.WriteLine();
        output.WriteLine(HelpText.Wrap(
            "Everything is proven of a stream that was written with --schema extended. The plain schema lacks signatures and header fields: what cannot be checked without them is said.", 0));
        output.WriteLine();
        output.WriteLine("Examples:");
        output.WriteLine("  chainsync fsck --chain ethereum --kafka localhost:9092");
        output.WriteLine("  chainsync fsck --kafka localhost:9092 --from 17000000 --to 17000999 --json");
        output.WriteLine();
        output.WriteLine("Exit codes:");
        foreach ((int code, string meaning) in s_codes)
        {
            output.WriteLine($"  {code.ToString(CultureInfo.InvariantCulture),3}  {meaning}");
        }
    }
}
