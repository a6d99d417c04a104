using System.CommandLine;
using System.Diagnostics;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.ReplayNode.Measuring;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary><c>replaynode bench</c>: measures how fast a chain can be served at most, by a client that reads and forgets.</summary>
internal static class BenchCommand
{
    private static readonly ChainOptions s_chain = new();
    private static readonly Option<int> s_batch = new("--batch") { Description = "Blocks in a batch: two calls each.", DefaultValueFactory = _ => 10 };
    private static readonly Option<int> s_connections = new("--connections") { Description = "Connections, each with one request at a time.", DefaultValueFactory = _ => 2 };
    private static readonly Option<double> s_seconds = new("--seconds") { Description = "How long to measure, after a second of warming up.", DefaultValueFactory = _ => 5 };

    internal static Command Create()
    {
        var command = new Command("bench", "Measures the ceiling of the server, in a process of its own that is kept on one core.")
        {
            s_batch, s_connections, s_seconds,
        };
        s_chain.AddTo(command, preferred: "wchain");
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        TextWriter output = parsed.InvocationConfiguration.Output;
        try
        {
            using ServerProcess server = await ServerProcess.StartAsync(s_chain.ToArguments(parsed), stop);
            await using var client = new DrainingClient(server.Url, parsed.GetValue(s_batch), parsed.GetValue(s_connections));
            await client.StartAsync(stop);
            await Task.Delay(TimeSpan.FromSeconds(1), stop);
            (long blocks, long bytes) = client.Totals;
            TimeSpan cpu = server.ProcessorTime;
            long start = Stopwatch.GetTimestamp();
            await Task.Delay(TimeSpan.FromSeconds(parsed.GetValue(s_seconds)), stop);
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            cpu = server.ProcessorTime - cpu;
            (long endBlocks, long endBytes) = client.Totals;
            double served = Math.Max(1, endBlocks - blocks);
            await output.WriteLineAsync($"served {served / seconds:F0} blocks/s, {(endBytes - bytes) / seconds / 1e6:F0} MB/s, {(endBytes - bytes) / served / 1e3:F0} KB a block");
            await output.WriteLineAsync($"server: {cpu.TotalMilliseconds / served:F3} ms of CPU a block, {100 * cpu.TotalSeconds / seconds:F0} % of its core, {server.MemoryBytes / 1e6:F0} MB resident");
            await output.WriteLineAsync($"ceiling on one core: {1000 * served / Math.Max(1, cpu.TotalMilliseconds):F0} blocks/s");
            return 0;
        }
        catch (Exception error) when (error is IOException or ChainSyncException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(error.Message);
            return 1;
        }
    }
}
