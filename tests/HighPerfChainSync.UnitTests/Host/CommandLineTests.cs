using System.CommandLine;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Host;
using HighPerfChainSync.Host.CommandLine;

namespace HighPerfChainSync.UnitTests.Host;

public sealed class CommandLineTests
{
    [Fact]
    public void The_help_of_sync_names_every_option_and_every_exit_code()
    {
        string help = Help("sync", "--help");

        foreach (SyncOption option in SyncOptions.All)
        {
            Assert.Contains("  " + option.Name + " ", help.Replace(Environment.NewLine, " \n", StringComparison.Ordinal), StringComparison.Ordinal);
        }

        foreach ((int code, string meaning) in ExitCodes.Table)
        {
            Assert.Contains($"{code,3}  {meaning}", help, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_line_of_the_help_is_wider_than_a_terminal()
    {
        Assert.All(Help("sync", "--help").Split('\n'), line => Assert.True(line.Length <= 110, line));
        Assert.All(Help("--help").Split('\n'), line => Assert.True(line.Length <= 110, line));
    }

    [Fact]
    public void The_help_of_the_program_leads_to_both_commands()
    {
        string help = Help("--help");

        Assert.Contains("chainsync sync", help, StringComparison.Ordinal);
        Assert.Contains("chainsync demo", help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sync", "--rcp", "http://n")]
    [InlineData("sync", "--rpc")]
    [InlineData("sync", "--kafka", "a:1", "--kafka", "b:1")]
    [InlineData("sync", "stray")]
    [InlineData("demo", "stray")]
    [InlineData("snyc")]
    public void What_is_no_command_line_is_an_error_of_the_parser(params string[] args) =>
        Assert.NotEmpty(ChainSyncCommandLine.Parse(args).Errors);

    [Fact]
    public void A_dash_is_a_value() =>
        Assert.Contains(
            new KeyValuePair<string, string?>("Streams:0:Out", "-"),
            CommandLineSettings.Read(ChainSyncCommandLine.Parse(["sync", "--out", "-"])));

    [Theory]
    [InlineData("--kafka-config", "linger.ms")]
    [InlineData("--kafka-config", "=5")]
    [InlineData("--rpc-header", "no colon")]
    [InlineData("--rpc-header", ": nameless")]
    public void A_pair_without_its_separator_is_refused(string option, string value)
    {
        ChainSyncException error = Assert.Throws<ChainSyncException>(
            () => CommandLineSettings.Read(ChainSyncCommandLine.Parse(["sync", option, value])));

        Assert.Equal(ChainSyncError.Configuration, error.Error);
        Assert.StartsWith(option, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_error_ends_the_process_as_if_all_were_well() =>
        Assert.All(Enum.GetValues<ChainSyncError>(), error => Assert.NotEqual(ExitCodes.Ok, ExitCodes.Of(error)));

    private static string Help(params string[] args)
    {
        using var output = new StringWriter();
        int code = ChainSyncCommandLine.Parse(args).Invoke(new InvocationConfiguration { Output = output });
        Assert.Equal(ExitCodes.Ok, code);
        return output.ToString();
    }
}
