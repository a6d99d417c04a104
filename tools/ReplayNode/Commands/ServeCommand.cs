using System.CommandLine;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.ReplayNode.Chains;

namespace HighPerfChainSync.ReplayNode.Commands;

/// <summary><c>replaynode serve</c>: serves a chain until it is interrupted.</summary>
internal static class ServeCommand
{
    private static readonly ChainOptions s_chain = new();
    private static readonly Option<int> s_port = new("--port") { Description = "Loopback port.", DefaultValueFactory = _ => 8545 };
    private static readonly Option<ulong?> s_head = new("--head") { Description = "The head at the start; the last block when absent." };
    private static readonly Option<double> s_speed = new("--speed") { Description = "Blocks that the head advances by in a second." };
    private static readonly Option<ulong?> s_end = new("--end") { Description = "Where the head stops; the last block when absent." };
    private static readonly Option<int> s_batchLimit = new("--batch-limit") { Description = "Calls in a batch that are accepted; 0 for no limit." };
    private static readonly Option<long> s_responseLimit = new("--response-limit") { Description = "Bytes of results in an answer that are accepted; 0 for no limit." };
    private static readonly Option<ReplayLimitStyle> s_limitStyle = new("--limit-style") { Description = "The node whose way of reporting limits is copied." };
    private static readonly Option<double> s_latency = new("--latency") { Description = "Milliseconds before each answer." };
    private static readonly Option<string[]> s_reorgs = new("--reorg")
    {
        Description = "HEIGHT:DEPTH[:SECONDS], repeatable: when the head is there it waits until that block has been asked for, and so many seconds (1), and then so many blocks are replaced. HEIGHT:back goes back to the branch before.",
    };

    private static readonly Option<string?> s_replicas = new("--replicas")
    {
        Description = "Nodes behind the address that answer in turn, each LAG or LAG@BRANCH (0 is the first branch), comma-separated: 0,3,10.",
    };

    private static readonly Option<bool> s_replicaPerCall = new("--replica-per-call") { Description = "The calls of a batch are answered by the replicas in turn." };
    private static readonly Option<ulong> s_safeLag = new("--safe-lag") { Description = "Blocks between the head and safe.", DefaultValueFactory = _ => 32 };
    private static readonly Option<ulong> s_finalizedLag = new("--finalized-lag") { Description = "Blocks between the head and finalized.", DefaultValueFactory = _ => 64 };
    private static readonly Option<string[]> s_faults = new("--fault")
    {
        Description = $"What goes wrong, and every how many times (=5) or how likely (=20%). One of: {FaultParser.Names}; or wrong data, of which also blocks (=@100-120) and answers (=x3, =always) are said: {FaultParser.WrongDataNames}.",
    };

    internal static Command Create()
    {
        var command = new Command("serve", "Serves a chain over JSON-RPC on a loopback port, HTTP/1.1 and h2c.")
        {
            s_port, s_head, s_speed, s_end, s_safeLag, s_finalizedLag, s_reorgs, s_replicas, s_replicaPerCall, s_batchLimit, s_responseLimit, s_limitStyle, s_latency, s_faults,
        };
        s_chain.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken stop)
    {
        try
        {
            ReplayChain chain = s_chain.Open(parsed);
            if (parsed.GetValue(s_reorgs) is { Length: > 0 }) chain = new BranchingChain(chain, s_chain.OpenOther(parsed));
            await using ReplayServer server = await ReplayServer.StartAsync(chain, ServerOptions(parsed), stop);
            SetFaults(server.Faults, parsed);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                $"Serving chain {chain.ChainId}, blocks {chain.First} to {chain.Last}, head {server.Head.Number}, on {server.Url}");
            await Task.Delay(Timeout.Infinite, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception error) when (error is FormatException or ArgumentException or IOException or ChainSyncException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(error.Message);
            return 1;
        }

        return 0;
    }

    private static ReplayServerOptions ServerOptions(ParseResult parsed) => new()
    {
        Port = parsed.GetValue(s_port),
        Head = parsed.GetValue(s_head),
        BlocksPerSecond = parsed.GetValue(s_speed),
        End = parsed.GetValue(s_end),
        SafeLag = parsed.GetValue(s_safeLag),
        FinalizedLag = parsed.GetValue(s_finalizedLag),
        Reorgs = [.. (parsed.GetValue(s_reorgs) ?? []).Select(MovementParser.ParseReorg)],
        Replicas = MovementParser.ParseReplicas(parsed.GetValue(s_replicas)),
        ReplicaPerCall = parsed.GetValue(s_replicaPerCall),
    };

    private static void SetFaults(ReplayFaults faults, ParseResult parsed)
    {
        faults.BatchLimit = parsed.GetValue(s_batchLimit);
        faults.ResponseLimit = parsed.GetValue(s_responseLimit);
        faults.LimitStyle = parsed.GetValue(s_limitStyle);
        faults.Latency = TimeSpan.FromMilliseconds(parsed.GetValue(s_latency));
        foreach (string fault in parsed.GetValue(s_faults) ?? []) FaultParser.Enable(faults, fault);
    }
}
