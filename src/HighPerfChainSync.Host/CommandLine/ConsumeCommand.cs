using System.CommandLine;
using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Host.Consuming;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.Host.CommandLine;

/// <summary><c>chainsync consume</c>: reads topics as a consumer must, or audits them.</summary>
internal static class ConsumeCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "consume";

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var topics = new Argument<string[]>("TOPIC") { Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(
            Name, "Reads topics with read_committed and prints their records, or checks that they hold what they must.") { topics };
        foreach (SyncOption option in ConsumeOptions.All)
        {
            command.Add(CommandLineSettings.ToParserOption(option));
        }

        command.Add(new Option<string>(SyncOptions.ConfigFile) { HelpName = "FILE", Description = "JSON configuration." });
        command.SetAction((result, _) => RunAsync(result, result.GetValue(topics) ?? []));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult result, string[] topics)
    {
        using var configuration = new ConfigurationManager();
        ConfigurationSources.Add(
            configuration, result.GetValue<string>(SyncOptions.ConfigFile), CommandLineSettings.Read(result, ConsumeOptions.All));
        return await ConsumeRun.RunAsync(ConsumeSettingsReader.Read(configuration, topics)).ConfigureAwait(false);
    }
}
