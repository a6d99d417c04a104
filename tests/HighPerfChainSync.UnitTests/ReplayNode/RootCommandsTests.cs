using HighPerfChainSync.ReplayNode.Commands;

namespace HighPerfChainSync.UnitTests.ReplayNode;

public sealed class RootCommandsTests
{
    [Theory]
    [InlineData("serve --unknown-option", "'--unknown-option'", "See 'replaynode serve --help'.")]
    [InlineData("serve --prot 8545", "--port", "See 'replaynode serve --help'.")]
    [InlineData("serve --port x", "'x'", "See 'replaynode serve --help'.")]
    [InlineData("bench --batch", "'--batch'", "See 'replaynode bench --help'.")]
    [InlineData("swerve", "'swerve'", "See 'replaynode --help'.")]
    public async Task Wrong_arguments_are_said_with_a_hint_and_without_the_help(string arguments, string said, string hint)
    {
        (int exitCode, string output, string error) = await RunAsync(arguments.Split(' '));

        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.EndsWith(hint + Environment.NewLine, error, StringComparison.Ordinal);
        Assert.DoesNotContain("Usage:", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("serve --help", "--safe-lag")]
    [InlineData("--help", "serve")]
    public async Task Help_that_is_asked_for_is_output(string arguments, string said)
    {
        (int exitCode, string output, string error) = await RunAsync(arguments.Split(' '));

        Assert.Equal(0, exitCode);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
        Assert.Contains(said, output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Without_arguments_the_help_is_there()
    {
        (int exitCode, string output, string error) = await RunAsync([]);

        Assert.Equal(1, exitCode);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("See '", error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int exitCode = await RootCommands.RunAsync(arguments, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
