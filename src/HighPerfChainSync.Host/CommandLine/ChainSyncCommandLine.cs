using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary>The command line of <c>chainsync</c>: parses, runs a command, answers with an exit code.</summary>
internal static class ChainSyncCommandLine
{
    private const string Description =
        "Reads an EVM chain from a node over JSON-RPC and writes blocks, transactions, logs and token transfers to Kafka: "
        + "every block once, in order, in transactions.";

    /// <summary>Runs the command that the arguments name.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        ParseResult result = Parse(args);
        if (args.Length == 0)
        {
            HelpText.WriteRoot(result.RootCommandResult.Command, Console.Error);
            return ExitCodes.Usage;
        }

        if (result.Errors.Count > 0)
        {
            WriteErrors(result);
            return ExitCodes.Usage;
        }

        try
        {
            // Signals are ours: a parser that ends the process after two seconds would cut a commit short.
            return await result.InvokeAsync(new InvocationConfiguration
            {
                ProcessTerminationTimeout = null,
                EnableDefaultExceptionHandler = false,
            }).ConfigureAwait(false);
        }
        catch (ChainSyncException error)
        {
            await Console.Error.WriteLineAsync("chainsync: " + error.Message).ConfigureAwait(false);
            return ExitCodes.Of(error);
        }
    }

    /// <summary>Parses without running.</summary>
    public static ParseResult Parse(IReadOnlyList<string> args) =>
        // A value may begin with '@': it is a value, not the name of a file with more arguments.
        Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private static RootCommand Create()
    {
        var root = new RootCommand(Description) { SyncCommand.Create(), ConsumeCommand.Create(), FsckCommand.Create(), DemoCommand.Create() };
        foreach (Option option in root.Options)
        {
            if (option is HelpOption help) help.Action = new HelpText.Action();
        }

        return root;
    }

    private static void WriteErrors(ParseResult result)
    {
        foreach (ParseError error in result.Errors)
        {
            Console.Error.WriteLine("chainsync: " + error.Message);
        }

        string command = result.CommandResult.Command is RootCommand ? "" : result.CommandResult.Command.Name + " ";
        Console.Error.WriteLine($"See 'chainsync {command}--help'.");
    }
}
