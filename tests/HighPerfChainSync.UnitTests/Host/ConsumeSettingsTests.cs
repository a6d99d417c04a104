using System.CommandLine;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host;
using HighPerfChainSync.Host.CommandLine;
using HighPerfChainSync.Host.Configuration;
using HighPerfChainSync.Kafka.Reading;
using Microsoft.Extensions.Configuration;

namespace HighPerfChainSync.UnitTests.Host;

public sealed class ConsumeSettingsTests
{
    public static TheoryData<string, string, ReadStart> Starts => new()
    {
        { "--from", "17", ReadStart.AtBlock(17) },
        { "--at", "1680911891", ReadStart.AtTime(1_680_911_891) },
        { "--at", "2023-04-07T23:58:11Z", ReadStart.AtTime(1_680_911_891) },
        { "--at", "2023-04-08T01:58:11+02:00", ReadStart.AtTime(1_680_911_891) },
        { "--at", "2023-04-07T23:58:10.5Z", ReadStart.AtTime(1_680_911_891) },
        { "--at", "2023-04-08", ReadStart.AtTime(1_680_912_000) },
        { "--offset", "5", ReadStart.AtOffset(5) },
        { "--offset", "3:5", ReadStart.AtOffset(5, 3) },
        { "--last", "9", ReadStart.AtLast(9) },
    };

    [Theory]
    [MemberData(nameof(Starts))]
    public void A_place_to_begin_at_is_understood(string option, string value, ReadStart expected) =>
        Assert.Equal(expected, Read("t", option, value).Reader.Start);

    [Theory]
    [InlineData("--from", "--from", "x")]
    [InlineData("--from", "--from", "-1")]
    [InlineData("--at", "--at", "noon")]
    [InlineData("--at", "--at", "12:00")]
    [InlineData("--offset", "--offset", "1:2:3")]
    [InlineData("--offset", "--offset", "-2")]
    [InlineData("--offset", "--offset", "99999999999:1")]
    [InlineData("--last", "--last", "0")]
    [InlineData("--to", "--from", "9", "--to", "8")]
    [InlineData("--max", "--max", "0")]
    [InlineData("--with", "--with", "colour")]
    [InlineData("--with", "--with", "offset", "--format", "raw")]
    [InlineData("--format", "--format", "xml")]
    [InlineData("--at", "--from", "1", "--at", "2")]
    [InlineData("--json", "--json")]
    [InlineData("--from", "--audit", "--from", "1")]
    [InlineData("--follow", "--audit", "--follow")]
    public void What_cannot_be_used_is_named(string named, params string[] options)
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => Read(["t", .. options]));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains($"({named})", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_topic_is_needed_but_for_the_audit()
    {
        Assert.Contains("TOPIC", Assert.Throws<ChainSyncException>(() => Read([])).Message, StringComparison.Ordinal);
        Assert.Empty(Read("--audit").Reader.Topics);
    }

    /// <summary>The command line takes what it does not know for a topic.</summary>
    [Fact]
    public void An_option_that_does_not_exist_is_no_topic()
    {
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("Streams:0:Kafka:Bootstrap", "k:9092")]);
        ChainSyncException error = Assert.Throws<ChainSyncException>(() => ConsumeSettingsReader.Read(configuration, ["t", "--bogus", "3"]));
        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.Contains("--bogus: there is no such option", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Kafka_is_that_of_the_first_stream()
    {
        ConsumeSettings settings = Read("t", "--kafka-config", "security.protocol=SSL", "--chain", "gnosis");
        Assert.Equal("k:9092", settings.Reader.BootstrapServers);
        Assert.Equal([new("security.protocol", "SSL")], settings.Reader.Config);
        Assert.Equal("gnosis", settings.Chain);
    }

    [Fact]
    public void Parts_of_a_record_are_understood() =>
        Assert.Equal(RecordParts.Offset | RecordParts.Key, Read("t", "--with", "offset,key").With);

    [Fact]
    public void The_help_names_every_option_in_the_width_of_a_terminal()
    {
        using var output = new StringWriter();
        Assert.Equal(
            ExitCodes.Ok, ChainSyncCommandLine.Parse(["consume", "--help"]).Invoke(new InvocationConfiguration { Output = output }));
        string help = output.ToString();
        Assert.All(ConsumeOptions.All, option => Assert.Contains("  " + option.Name, help, StringComparison.Ordinal));
        Assert.All(help.Split('\n'), line => Assert.True(line.Length <= 110, line));
    }

    private static ConsumeSettings Read(params string[] args)
    {
        ParseResult parsed = ChainSyncCommandLine.Parse(["consume", .. args, "--kafka", "k:9092"]);
        Assert.Empty(parsed.Errors);
        using var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(CommandLineSettings.Read(parsed, ConsumeOptions.All));
        return ConsumeSettingsReader.Read(configuration, [.. args.TakeWhile(arg => !arg.StartsWith('-'))]);
    }
}
