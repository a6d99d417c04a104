using System.CommandLine;
using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Host.DryRun;
using HighPerfChainSync.Host.Running;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary><c>chainsync sync</c>: runs the streams of the configuration until they are done or stopped.</summary>
internal static class SyncCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "sync";

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var command = new Command(Name, "Reads a chain from a node and writes it to Kafka, into files or to standard output.");
        foreach (SyncOption option in SyncOptions.All)
        {
            command.Add(CommandLineSettings.ToParserOption(option));
        }

        command.Add(new Option<string>(SyncOptions.ConfigFile) { HelpName = "FILE", Description = "JSON configuration." });
        command.SetAction((result, _) => RunAsync(result));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result)
    {
        List<KeyValuePair<string, string?>> keys = CommandLineSettings.Read(result);
        using var configuration = new ConfigurationManager();
        ConfigurationSources.Add(configuration, result.GetValue<string>(SyncOptions.ConfigFile), keys);
        bool describesStream = false;
        foreach (KeyValuePair<string, string?> key in keys)
        {
            describesStream |= key.Key.StartsWith("Streams:", StringComparison.Ordinal);
        }

        HostSettings settings = HostSettings.Read(configuration, describesStream);
        return settings.DryRun
            ? await DryRunner.RunAsync(settings).ConfigureAwait(false)
            : await SyncHost.RunAsync(settings).ConfigureAwait(false);
    }
}
