using System.CommandLine;
using System.CommandLine.Invocation;
using HighPerfChainSync.ReplayNode.Recording;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary>The command line of <c>replaynode</c>.</summary>
internal static class RootCommands
{
    internal static RootCommand Create() => new("A JSON-RPC node that serves a recorded or generated EVM chain, and what makes such chains.")
    {
        ServeCommand.Create(),
        RecordCommand.Create(),
        GenerateCommand.Create(),
        BenchCommand.Create(),
    };

    /// <summary>Runs the command that the arguments name. Arguments that are wrong are said without the help, in which they would not be seen.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        ParseResult parsed = Create().Parse(args);
        bool isWrong = args.Length > 0 && parsed.Errors.Count > 0;
        if (isWrong && parsed.Action is ParseErrorAction action) action.ShowHelp = false;
        // What is said of wrong arguments, such as the name that may have been meant, is no output.
        int exitCode = await parsed.InvokeAsync(new InvocationConfiguration { Output = isWrong ? error : output, Error = error });
        if (isWrong)
        {
            string command = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
            await error.WriteLineAsync($"See 'replaynode {command}--help'.");
        }

        return exitCode;
    }
}
