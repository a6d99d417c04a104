using System.CommandLine;
using HighPerfChainSync.EndToEnd;

namespace HighPerfChainSync.UnitTests.EndToEnd;

public sealed class RunnerCommandTests
{
    [Fact]
    public void Without_arguments_it_measures_what_is_published()
    {
        EndToEndOptions options = Parse();

        Assert.Equal((2000, 6000, 3), (options.ShortBlocks, options.LongBlocks, options.Rounds));
        Assert.Equal([Chains.WChain, Chains.Generated], options.Chains);
        Assert.Equal(["null", "ndjson", "kafka"], options.Sinks);
        Assert.Equal([new Variant(null, 0)], options.Variants);
        Assert.Equal("lz4", options.Compression);
        Assert.Empty(options.HostArguments);
        Assert.Null(options.Host);
        Assert.True(options.HasBareProducer);
        Assert.True(options.HeadBlocks > 0);
        Assert.False(options.IsComparison);
    }

    [Fact]
    public void A_quick_run_is_short() => Assert.Equal((300, 900, 1), (Parse("--quick").ShortBlocks, Parse("--quick").LongBlocks, Parse("--quick").Rounds));

    [Fact]
    public void Several_levels_and_latencies_are_compared_each_with_each()
    {
        EndToEndOptions options = Parse("--verify", "none", "roots", "--latency", "0", "50");

        Assert.Equal([new Variant("none", 0), new Variant("none", 50), new Variant("roots", 0), new Variant("roots", 50)], options.Variants);
        Assert.True(options.IsComparison);
    }

    [Fact]
    public void Options_of_the_host_are_passed_on()
    {
        EndToEndOptions options = Parse(
            "--http", "2", "--workers", "8", "--entities", "block,log", "--compression", "zstd", "--verify", "senders", "--latency", "50", "--", "--budget", "128MB");

        List<string> kafka = HostArguments.Of(options, "null", options.Variants[0], 500, "http://node", "bench_1", "/files", null);

        Assert.Equal(
            [
                "sync", "--rpc", "http://node", "--log", "json", "--chain", "bench_1", "--from", "17000000", "--to", "17000499", "--out", "null",
                "--verify", "senders", "--entities", "block,log", "--http", "2", "--rpc-concurrency", "8", "--budget", "128MB",
            ],
            kafka);
        Assert.Equal("zstd", options.Compression);
        Assert.Equal(50, Assert.Single(options.Variants).LatencyMs);
    }

    [Theory]
    [InlineData("--rounds", "0")]
    [InlineData("--short", "0")]
    [InlineData("--latency", "-1")]
    [InlineData("--sinks", "disk")]
    [InlineData("--chain", "bitcoin")]
    [InlineData("--compression", "best")]
    [InlineData("--host", "no/such/folder")]
    public void What_cannot_be_is_refused(params string[] arguments) => Assert.NotEmpty(RunnerCommand.Create().Parse(arguments).Errors);

    [Fact]
    public async Task A_long_run_must_be_longer_than_a_short_one() => Assert.Equal(2, await RunnerCommand.Create().Parse(["--short", "10", "--long", "10"]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken));

    internal static EndToEndOptions Parse(params string[] arguments)
    {
        (RunnerCommand command, RootCommand root) = RunnerCommand.CreateBoth();
        ParseResult parsed = root.Parse(arguments);
        Assert.Empty(parsed.Errors);
        return command.Read(parsed);
    }
}
