using System.CommandLine;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary>The command line of <c>replaynode</c>.</summary>
internal static class RootCommands
{
    internal static RootCommand Create() => new("A JSON-RPC node that serves a recorded or generated EVM chain, and what it serves.")
    {
        ServeCommand.Create(),
        GenerateCommand.Create(),
    };
}
