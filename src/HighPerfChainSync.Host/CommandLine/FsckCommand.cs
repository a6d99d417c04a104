using System.CommandLine;
using HighPerfChainSync.Host.Checking;
using HighPerfChainSync.Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary><c>chainsync fsck</c>: proves the blocks that topics hold.</summary>
internal static class FsckCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "fsck";

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command(
            Name, "Reads a stream's topics back with read_committed, rebuilds every block from its records, and recomputes its hash, roots, bloom filter and rules.");
        foreach (SyncOption option in FsckOptions.All)
        {
            command.Add(CommandLineSettings.ToParserOption(option));
        }

        command.Add(new Option<string>(SyncOptions.ConfigFile) { HelpName = "FILE", Description = "JSON configuration." });
        command.SetAction((result, _) => RunAsync(result));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result)
    {
        using var configuration = new ConfigurationManager();
        ConfigurationSources.Add(
            configuration, result.GetValue<string>(SyncOptions.ConfigFile), CommandLineSettings.Read(result, FsckOptions.All));
        return await FsckRun.RunAsync(FsckSettingsReader.Read(configuration)).ConfigureAwait(false);
    }
}
