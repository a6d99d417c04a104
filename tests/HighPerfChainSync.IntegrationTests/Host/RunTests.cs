using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using HighPerfChainSync.IntegrationTests.Sync;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;

namespace HighPerfChainSync.IntegrationTests.Host;

/// <summary>The program against a replayed chain: what it writes, how it ends.</summary>
public sealed class RunTests(FaultlessRun faultless) : IClassFixture<FaultlessRun>, IDisposable
{
    private const int SigInt = 2;
    private const int SigTerm = 15;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private readonly string _directory = Directory.CreateTempSubdirectory("chainsync-test-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("1", "text")]
    [InlineData("2", "json")]
    public async Task Standard_output_carries_the_records_and_nothing_else(string http, string log)
    {
        await using ReplayServer node = await faultless.StartNodeAsync();
        node.Faults.Enable(ReplayFault.ServerError, 4);

        HostResult result = await HostProcess.RunAsync(
            [.. Range(node, faultless.Chain.Last), "--out", "-", "--http", http, "--log", log, "--verbosity", "detailed", "--rpc-batch", "5"]);

        Assert.True(result.ExitCode == 0, result.Error);
        faultless.AssertSame(result.Output);
        Assert.NotEmpty(result.Error);
        if (log == "json") Assert.All(result.Error.TrimEnd().Split('\n'), line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public async Task All_committed_ends_at_once_with_zero()
    {
        await using ReplayServer node = await faultless.StartNodeAsync();
        string[] command = [.. Range(node, 20), "--out", _directory];
        Assert.Equal(0, (await HostProcess.RunAsync(command)).ExitCode);
        long calls = node.Calls;
        Dictionary<string, DateTime> before = Files();

        Assert.Equal(0, (await HostProcess.RunAsync(command)).ExitCode);

        Assert.Equal(before, Files());
        Assert.True(node.Calls - calls < 10, "a run with nothing to do asks for no blocks");
    }

    [Theory]
    [InlineData(SigTerm)]
    [InlineData(SigInt)]
    public async Task A_signal_ends_it_in_order_and_the_same_command_resumes(int signal)
    {
        await using ReplayServer node = await faultless.StartNodeAsync(
            new ReplayServerOptions { Head = faultless.Chain.First + 3, BlocksPerSecond = 10 });
        string[] command = ["sync", "--rpc", node.Url.ToString(), "--from", First(), "--out", _directory, "--log", "json"];
        await using (HostProcess host = HostProcess.Start(command))
        {
            await WaitForBlocksAsync(host);
            host.Signal(signal);
            HostResult result = await host.WaitAsync();
            Assert.True(result.ExitCode == 0, result.Error);
        }

        Assert.NotEmpty(BlockNumbers());
        node.Head.Set(faultless.Chain.Last);
        HostResult rest = await HostProcess.RunAsync([.. command, "--to", Text(faultless.Chain.Last)]);

        Assert.True(rest.ExitCode == 0, rest.Error);
        Assert.Equal(Enumerable.Range((int)faultless.Chain.First, 60).Select(n => (ulong)n), BlockNumbers().Order());
    }

    [Theory]
    [InlineData(SigTerm, 143)]
    [InlineData(SigInt, 130)]
    public async Task A_second_signal_aborts(int signal, int code)
    {
        await using ReplayServer node = await faultless.StartNodeAsync();
        // Nobody reads its output: the commit that the first signal asks for cannot end.
        await using HostProcess host = HostProcess.Start([.. Range(node, faultless.Chain.Last), "--out", "-"], [], readOutput: false);
        await WaitForCallsAsync(node, faultless.Chain.Last - faultless.Chain.First);
        host.Signal(signal);
        await host.WaitForErrorAsync("once more to abort");
        host.Signal(signal);

        Assert.Equal(code, (await host.WaitAsync()).ExitCode);
    }

    [Fact]
    public async Task Progress_before_from_is_refused_with_both_numbers()
    {
        await using ReplayServer node = await faultless.StartNodeAsync();
        Assert.Equal(0, (await HostProcess.RunAsync([.. Range(node, 20), "--out", _directory])).ExitCode);

        HostResult result = await HostProcess.RunAsync("sync", "--rpc", node.Url.ToString(), "--from", "40", "--to", "50", "--out", _directory);

        Assert.True(result.ExitCode == 3, result.Error);
        Assert.Contains("20", result.Error, StringComparison.Ordinal);
        Assert.Contains("40", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_of_another_chain_is_refused()
    {
        await using ReplayServer node = await faultless.StartNodeAsync();
        Assert.Equal(0, (await HostProcess.RunAsync([.. Range(node, 20), "--chain", "mine", "--out", _directory])).ExitCode);
        await using ReplayServer other = await StartAsync(new GeneratorOptions { Seed = 7, ChainId = 4242, First = 5, Blocks = 60 });

        HostResult result = await HostProcess.RunAsync([.. Range(other, 30), "--chain", "mine", "--out", _directory]);

        Assert.True(result.ExitCode == 3, result.Error);
        Assert.Contains("4242", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_does_not_follow_ends_with_its_own_code_and_is_not_written()
    {
        await using ReplayServer node = await faultless.StartNodeAsync();
        Assert.Equal(0, (await HostProcess.RunAsync([.. Range(node, 20), "--out", _directory])).ExitCode);
        Dictionary<string, DateTime> before = Files();
        await using ReplayServer fork = await StartAsync(new GeneratorOptions { Seed = 8, First = 5, Blocks = 60 });

        HostResult result = await HostProcess.RunAsync([.. Range(fork, 30), "--out", _directory]);

        Assert.True(result.ExitCode == 5, result.Error);
        Assert.Equal(before.Keys, Files().Keys);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_ends_with_4()
    {
        await using ReplayServer node = await faultless.StartNodeAsync();

        HostResult result = await HostProcess.RunAsync([.. Range(node, 20), "--out", "/dev/null/directory"]);

        Assert.True(result.ExitCode == 4, result.Error);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_goes_away_ends_it_with_4()
    {
        await using ReplayServer node = await faultless.StartNodeAsync();
        await using HostProcess host = HostProcess.Start([.. Range(node, faultless.Chain.Last), "--out", "-"], [], readOutput: false);
        host.CloseOutput();

        HostResult result = await host.WaitAsync();

        Assert.True(result.ExitCode == 4, result.Error);
    }

    [Fact]
    public async Task Two_streams_run_side_by_side()
    {
        await using ReplayServer node = await faultless.StartNodeAsync();
        await using ReplayServer other = await StartAsync(new GeneratorOptions { Seed = 9, ChainId = 100, First = 0, Blocks = 30 });
        string configuration = Path.Combine(_directory, "streams.json");
        await File.WriteAllTextAsync(
            configuration,
            $$"""
            {"Streams":[
              {"Rpc":{"Url":"{{node.Url}}"},"From":5,"To":64,"Out":"{{_directory}}/one"},
              {"Rpc":{"Url":"{{other.Url}}"},"To":29,"Out":"{{_directory}}/two"}]}
            """,
            TestContext.Current.CancellationToken);

        HostResult result = await HostProcess.RunAsync("sync", "--config", configuration);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("gnosis: 30 blocks", result.Error, StringComparison.Ordinal);
        Assert.Equal(60, BlockNumbers("one").Count());
        Assert.Equal(30, BlockNumbers("two").Count());
    }

    private static Task<ReplayServer> StartAsync(GeneratorOptions options) =>
        ReplayServer.StartAsync(new GeneratedChain(options), new ReplayServerOptions(), TestContext.Current.CancellationToken);

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private string First() => Text(faultless.Chain.First);

    private string[] Range(ReplayServer node, ulong last) =>
        ["sync", "--rpc", node.Url.ToString(), "--from", First(), "--to", Text(last)];

    private static async Task WaitForCallsAsync(ReplayServer node, ulong calls)
    {
        var waited = Stopwatch.StartNew();
        while ((ulong)node.Calls < calls)
        {
            Assert.True(waited.Elapsed < s_patience, "the node was hardly asked");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        // By then the pipe is full: it takes a twentieth of what these blocks make.
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
    }

    private async Task WaitForBlocksAsync(HostProcess host)
    {
        string blocks = Path.Combine(_directory, "blocks");
        var waited = Stopwatch.StartNew();
        while (!Directory.Exists(blocks) || !Directory.EnumerateFiles(blocks).Any(file => new FileInfo(file).Length > 0))
        {
            Assert.True(waited.Elapsed < s_patience, $"no block was written:\n{host.Error}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private Dictionary<string, DateTime> Files() =>
        Directory.EnumerateFiles(_directory, "*.jsonl", SearchOption.AllDirectories).Order().ToDictionary(f => f, File.GetLastWriteTimeUtc);

    private IEnumerable<ulong> BlockNumbers(string folder = "")
    {
        foreach (string file in Directory.EnumerateFiles(Path.Combine(_directory, folder), "blocks_*.jsonl", SearchOption.AllDirectories))
        {
            foreach (string line in File.ReadLines(file))
            {
                using JsonDocument json = JsonDocument.Parse(line);
                yield return json.RootElement.GetProperty("number").GetUInt64();
            }
        }
    }
}
