using System.CommandLine;
using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.ReplayNode.Recording;

/// <summary><c>replaynode record</c>: records a range of blocks from any node.</summary>
internal static class RecordCommand
{
    private const int Failed = 1;

    /// <summary>Creates the command.</summary>
    public static Command Create()
    {
        var rpc = new Option<string>("--rpc") { Description = "The node's JSON-RPC URL (http or https).", Required = true };
        var from = new Option<ulong>("--from") { Description = "The first block.", Required = true };
        var to = new Option<ulong>("--to") { Description = "The last block, inclusive.", Required = true };
        var output = new Option<FileInfo>("--out") { Description = "The recording to write, usually named *.jsonl.gz.", Required = true };
        var traces = new Option<bool>("--traces") { Description = "Record trace_block and debug_traceBlockByNumber (callTracer) too." };
        var calls = new Option<bool>("--calls") { Description = "Record eth_getCode of new contracts and eth_call of token contracts too." };
        var command = new Command("record", "Record a range of blocks from a node into a file that 'serve' can replay.")
        {
            rpc, from, to, output, traces, calls,
        };

        command.SetAction(async (arguments, cancellation) =>
        {
            var options = new ChainRecorderOptions(
                arguments.GetValue(from),
                arguments.GetValue(to),
                arguments.GetValue(output)!.FullName,
                arguments.GetValue(traces),
                arguments.GetValue(calls));
            return await RunAsync(arguments.GetValue(rpc)!, options, cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(string rpc, ChainRecorderOptions options, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(rpc, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            await Console.Error.WriteLineAsync("--rpc: give an absolute http or https URL.");
            return Failed;
        }

        if (options.First > options.Last)
        {
            await Console.Error.WriteLineAsync($"--from {options.First} lies behind --to {options.Last}.");
            return Failed;
        }

        try
        {
            using var node = new NodeClient(url);
            long entries = await ChainRecorder.RecordAsync(node, options, cancellation);
            await Console.Error.WriteLineAsync(
                $"{options.Last - options.First + 1} blocks, {entries} answers, {new FileInfo(options.Path).Length} bytes: {options.Path}");
            return 0;
        }
        catch (Exception failure) when (failure is ChainSyncException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped; nothing was written.");
            return Failed;
        }
    }
}
