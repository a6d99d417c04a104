using System.CommandLine;
using System.CommandLine.Invocation;
using System.Globalization;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary>The help, written for a reader who sees the program for the first time.</summary>
internal static class HelpText
{
    private const int TermWidth = 30;
    private const int TextWidth = 70;

    private static readonly string[] s_groups = ["What is read and written", "The node", "Verification", "Kafka", "The process"];

    /// <summary>Writes the help of the program.</summary>
    public static void WriteRoot(Command root, TextWriter output)
    {
        output.WriteLine(Wrap(root.Description ?? "", 0));
        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine("  chainsync sync --rpc URL --kafka HOST:PORT [options]   sync a chain");
        output.WriteLine("  chainsync consume TOPIC --kafka HOST:PORT [options]    read or audit what was written");
        output.WriteLine("  chainsync fsck --kafka HOST:PORT [options]             prove what was written");
        output.WriteLine("  chainsync demo                                         see it work: no node, no Kafka, no network");
        output.WriteLine("  chainsync COMMAND --help | --version");
        output.WriteLine();
        output.WriteLine("Try:");
        output.WriteLine("  chainsync sync --rpc http://localhost:8545 --out - --from latest");
    }

    /// <summary>Writes the help of <c>sync</c>.</summary>
    public static void WriteSync(Command command, TextWriter output)
    {
        output.WriteLine(Wrap(command.Description ?? "", 0));
        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine("  chainsync sync --rpc URL (--kafka HOST:PORT | --out DIR|-|null) [options]");
        for (int group = 0; group < s_groups.Length; group++)
        {
            WriteGroup((OptionGroup)group, output);
        }

        WriteEnding(output);
    }

    /// <summary>Writes the help of <c>demo</c>.</summary>
    public static void WriteDemo(Command command, TextWriter output)
    {
        output.WriteLine(Wrap(command.Description ?? "", 0));
        output.WriteLine();
        output.WriteLine("Usage:");
        output.WriteLine("  chainsync demo");
    }

    private static void WriteGroup(OptionGroup group, TextWriter output)
    {
        output.WriteLine();
        output.WriteLine(s_groups[(int)group] + ":");
        foreach (SyncOption option in SyncOptions.All)
        {
            if (option.Group == group) WriteRow(option.Name + " " + option.ValueName, option.Description, output);
        }

        if (group == OptionGroup.Process)
            WriteRow(SyncOptions.ConfigFile + " FILE", "JSON configuration. Default: appsettings.json in the working directory, if any.", output);
    }

    private static void WriteEnding(TextWriter output)
    {
        output.WriteLine();
        output.WriteLine("Examples:");
        output.WriteLine("  chainsync sync --rpc http://localhost:8545 --kafka localhost:9092");
        output.WriteLine("  chainsync sync --rpc http://localhost:8545 --kafka localhost:9092 --dry-run");
        output.WriteLine("  chainsync sync --rpc http://localhost:8545 --out - --from 17000000 --to 17000009");
        output.WriteLine("  chainsync sync --rpc https://node.example --out ./data --entities block,log");
        output.WriteLine();
        output.WriteLine(Wrap(
            "The same command line may be repeated after any stop or crash: it resumes behind the last commit. "
            + "SIGINT or SIGTERM finishes and commits what is under way; a second one aborts.", 0));
        output.WriteLine(Wrap(
            "Every option is also a key of the configuration file and of the environment: --rpc-batch is Streams:0:Rpc:Batch "
            + "and CHAINSYNC_Streams__0__Rpc__Batch. Options win over the environment, the environment over the file.", 0));
        output.WriteLine();
        output.WriteLine("Exit codes:");
        foreach ((int code, string meaning) in ExitCodes.Table)
        {
            output.WriteLine($"  {code.ToString(CultureInfo.InvariantCulture),3}  {meaning}");
        }
    }

    /// <summary>Writes a term and what it means.</summary>
    internal static void WriteRow(string term, string text, TextWriter output)
    {
        string start = "  " + term.TrimEnd();
        if (start.Length >= TermWidth)
        {
            output.WriteLine(start);
            start = "";
        }

        output.WriteLine(start.PadRight(TermWidth) + Wrap(text, TermWidth));
    }

    /// <summary>Breaks a text into lines.</summary>
    internal static string Wrap(string text, int indent)
    {
        var lines = new List<string>();
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > TermWidth + TextWidth - indent)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : line + " " + word;
        }

        lines.Add(line);
        return string.Join(Environment.NewLine + new string(' ', indent), lines);
    }

    /// <summary>What <c>--help</c> does.</summary>
    internal sealed class Action : SynchronousCommandLineAction
    {
        /// <inheritdoc/>
        public override int Invoke(ParseResult parseResult)
        {
            Command command = parseResult.CommandResult.Command;
            TextWriter output = parseResult.InvocationConfiguration.Output;
            switch (command.Name)
            {
                case SyncCommand.Name:
                    WriteSync(command, output);
                    break;
                case ConsumeCommand.Name:
                    ConsumeHelp.Write(command, output);
                    break;
                case FsckCommand.Name:
                    FsckHelp.Write(command, output);
                    break;
                case DemoCommand.Name:
                    WriteDemo(command, output);
                    break;
                default:
                    WriteRoot(command, output);
                    break;
            }

            return ExitCodes.Ok;
        }
    }
}
