using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host.CommandLine;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>The whole checked configuration of a <c>sync</c>.</summary>
/// <param name="Streams">At least one.</param>
/// <param name="Log">What is printed.</param>
/// <param name="DryRun">Whether to say what would be done, and do nothing.</param>
internal sealed record HostSettings(IReadOnlyList<StreamSettings> Streams, LogSettings Log, bool DryRun)
{
    /// <summary>Reads and checks everything.</summary>
    /// <param name="configuration">All sources, the command line last.</param>
    /// <param name="commandLineDescribesStream">Whether an option of a stream was given: then there must be no other stream.</param>
    /// <exception cref="ChainSyncException">Something cannot be used; the message names every key.</exception>
    public static HostSettings Read(IConfiguration configuration, bool commandLineDescribesStream)
    {
        var problems = new SettingsProblems();
        var run = new SettingsSection(configuration.GetSection("Run"), problems);
        bool dryRun = run.Flag("DryRun");
        run.RefuseUnknown();
        LogSettings log = ReadLog(new SettingsSection(configuration.GetSection("Log"), problems));
        var streams = new List<StreamSettings>();
        foreach (IConfigurationSection section in configuration.GetSection("Streams").GetChildren())
        {
            if (StreamSettingsReader.Read(section, problems) is { } stream) streams.Add(stream);
        }

        problems.ThrowIfAny();
        CheckTogether(streams, commandLineDescribesStream, problems);
        problems.ThrowIfAny();
        return new HostSettings(streams, log, dryRun);
    }

    /// <summary>Reads what is printed on standard error.</summary>
    internal static LogSettings ReadLog(SettingsSection section)
    {
        bool json = section.Choice("Format", false, ("text", false), ("json", true));
        Verbosity verbosity = section.Choice(
            "Verbosity",
            Verbosity.Normal,
            ("quiet", Verbosity.Quiet), ("normal", Verbosity.Normal), ("detailed", Verbosity.Detailed));
        section.RefuseUnknown();
        return new LogSettings(json, verbosity);
    }

    private static void CheckTogether(List<StreamSettings> streams, bool commandLineDescribesStream, SettingsProblems problems)
    {
        if (streams.Count == 0)
        {
            problems.Add("Streams:0:Rpc:Url", "no stream is described: name a node here, in a configuration file or in the environment.");
            return;
        }

        if (streams.Count > 1 && commandLineDescribesStream)
            problems.Add("Streams", $"the configuration has {streams.Count} streams, and the command line describes one: use either.");

        SharedTargets.Refuse(streams, problems);
    }
}
