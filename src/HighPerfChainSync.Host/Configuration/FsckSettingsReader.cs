using System.Globalization;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Checking;
using HighPerfChainSync.Verification;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.Host.Configuration;

/// <summary>Reads and checks the settings of <c>fsck</c>.</summary>
internal static class FsckSettingsReader
{
    private const int MaxMaxFaults = 1_000_000;

    /// <summary>Reads everything.</summary>
    /// <param name="configuration">All sources, the command line last.</param>
    /// <exception cref="Diagnostics.ChainSyncException">Something cannot be used; the message names every key.</exception>
    public static FsckSettings Read(IConfiguration configuration)
    {
        var problems = new SettingsProblems();
        LogSettings log = HostSettings.ReadLog(new SettingsSection(configuration.GetSection("Log"), problems));
        var stream = new SettingsSection(configuration.GetSection("Streams:0"), problems);
        var kafka = stream.Section("Kafka");
        var section = new SettingsSection(configuration.GetSection("Fsck"), problems);
        string? bootstrap = kafka.Text("Bootstrap");
        if (bootstrap is null) kafka.Problem("Bootstrap", "nothing says which Kafka to read.");
        ulong? from = section.Parse<ulong?>("From", null, ParseHeight);
        ulong? to = section.Parse<ulong?>("To", null, ParseHeight);
        if (from > to) section.Problem("To", $"the last block {to} lies before the first one, {from}.");
        var options = new TopicCheckOptions
        {
            BootstrapServers = bootstrap ?? "",
            Config = kafka.Map("Config"),
            Chain = stream.Text("Chain"),
            ProgressTopicTemplate = kafka.Text(nameof(KafkaSinkOptions.ProgressTopicTemplate)) ?? new KafkaSinkOptions().ProgressTopicTemplate,
            From = from,
            To = to,
            Profile = section.Text("Profile"),
            Level = section.Choice(
                "Verify",
                VerificationLevel.Roots,
                ("structure", VerificationLevel.Structure), ("roots", VerificationLevel.Roots), ("senders", VerificationLevel.Senders)),
            SkippedChecks = section.Parse("SkipChecks", CheckSet.Empty, VerificationSettingsReader.ParseSkipped),
            MaxFaults = section.Integer("MaxFaults", 20, 0, MaxMaxFaults),
        };
        bool json = section.Flag("Json");
        section.RefuseUnknown();
        problems.ThrowIfAny();
        return new FsckSettings(options, json, log);
    }

    private static ulong? ParseHeight(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? number
            : throw new FormatException($"'{text}' is not a block number.");
}
