namespace HighPerfChainSync.IntegrationTests.Host;

public sealed class UsageTests
{
    [Fact]
    public async Task Without_a_command_it_helps_and_fails()
    {
        HostResult result = await HostProcess.RunAsync();

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("chainsync demo", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_goes_to_standard_output()
    {
        HostResult result = await HostProcess.RunAsync("sync", "--help");

        Assert.Equal(0, result.ExitCode);
        Assert.Empty(result.Error);
        Assert.Contains(result.Lines, line => line.Contains("--rpc URL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        HostResult result = await HostProcess.RunAsync("--version");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("0.", Assert.Single(result.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rpc", "sync")]
    [InlineData("--rpcx", "sync", "--rpcx", "http://n")]
    [InlineData("--kafka", "sync", "--rpc", "http://127.0.0.1:9")]
    [InlineData("--to", "sync", "--rpc", "http://127.0.0.1:9", "--out", "null", "--to", "soon")]
    [InlineData("--config", "sync", "--config", "nowhere.json")]
    public async Task A_usage_error_names_the_option_and_ends_with_2(string named, params string[] arguments)
    {
        HostResult result = await HostProcess.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains(named, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_the_environment_is_named_as_a_key()
    {
        await using HostProcess host = HostProcess.Start(
            ["sync", "--rpc", "http://127.0.0.1:9", "--out", "null"], [("CHAINSYNC_Streams__0__Rpc__Concurrency", "none")]);
        HostResult result = await host.WaitAsync();

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Streams:0:Rpc:Concurrency (--rpc-concurrency)", result.Error, StringComparison.Ordinal);
    }
}
