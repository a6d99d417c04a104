using System.CommandLine;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host;
using HighPerfChainSync.Host.CommandLine;
using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Verification;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.UnitTests.Host;

public sealed class FsckSettingsTests
{
    [Fact]
    public void Everything_is_read()
    {
        FsckSettings settings = Read(
            "--from", "5", "--to", "9", "--verify", "senders", "--skip-checks", "gas-price,uncles", "--profile", "polygon", "--max-faults", "7", "--json",
            "--chain", "c", "--progress-topic", "p_{chain}", "--kafka-config", "security.protocol=SSL");
        Assert.Equal("k:9092", settings.Check.BootstrapServers);
        Assert.Equal([new("security.protocol", "SSL")], settings.Check.Config);
        Assert.Equal("c", settings.Check.Chain);
        Assert.Equal("p_{chain}", settings.Check.ProgressTopicTemplate);
        Assert.Equal((5UL, 9UL), (settings.Check.From, settings.Check.To));
        Assert.Equal(VerificationLevel.Senders, settings.Check.Level);
        Assert.Equal(CheckSet.Empty.With(BlockCheck.GasPrice).With(BlockCheck.Uncles), settings.Check.SkippedChecks);
        Assert.Equal("polygon", settings.Check.Profile);
        Assert.Equal(7, settings.Check.MaxFaults);
        Assert.True(settings.Json);
    }

    [Theory]
    [InlineData("luck", "there is no check 'luck'")]
    [InlineData("gas-price,parent-hash", "parent-hash cannot be skipped")]
    public void A_check_that_cannot_be_skipped_is_named(string value, string why)
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Read("--skip-checks", value));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains($"Fsck:SkipChecks (--skip-checks): {why}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Fsck:From", "--from", "x")]
    [InlineData("Fsck:Verify", "--verify", "all")]
    [InlineData("Fsck:MaxFaults", "--max-faults", "-1")]
    public void What_cannot_be_used_is_named(string key, string option, string value)
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Read(option, value));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains($"{key} ({option}): '{value}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_range_must_have_a_block() => Assert.Contains("lies before the first one", Assert.Throws<ChainSyncException>(() => Read("--from", "9", "--to", "5")).Message, StringComparison.Ordinal);

    [Fact]
    public void The_help_names_every_option_in_the_width_of_a_terminal()
    {
        using var output = new StringWriter();
        Assert.Equal(ExitCodes.Ok, ChainSyncCommandLine.Parse(["fsck", "--help"]).Invoke(new InvocationConfiguration { Output = output }));
        string help = output.ToString();
        Assert.All(FsckOptions.All, option => Assert.Contains("  " + option.Name, help, StringComparison.Ordinal));
        Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 110, line));
    }

    private static FsckSettings Read(params string[] args)
    {
        ParseResult parsed = ChainSyncCommandLine.Parse(["fsck", .. args, "--kafka", "k:9092"]);
        Assert.Empty(parsed.Errors);
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(CommandLineSettings.Read(parsed, FsckOptions.All));
        return FsckSettingsReader.Read(configuration);
    }
}
