using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using HighPerfChainSync.EndToEnd;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.KafkaBench.Workloads;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.KafkaBench.Head;

/// <summary>
/// How long a new block takes at the head of the chain: from the node's first answer that names it, or from its announcement over WebSocket
/// (<c>newHeads</c>), until a <c>read_committed</c> consumer has its last record. Node, stream and consumer are in this process, the broker is not; each block is a transaction of its own.
/// </summary>
internal sealed class HeadRun(KafkaBroker broker, int blocks, TimeSpan interval, TimeSpan nodeLatency, Dictionary<string, string> config)
{
    /// <summary>Blocks at the start that are not counted. A broker that has just been started interprets most of its code for longer than that: so they are run once before.</summary>
    private const int WarmUp = 1500;

    private static readonly TimeSpan s_warmUpInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    /// <summary>Prints percentiles for blocks as on mainnet and for small ones.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        Console.WriteLine($"{blocks} blocks, one each {interval.TotalMilliseconds:0} ms, after {WarmUp} to warm up, of each kind twice; the node takes {nodeLatency.TotalMilliseconds:0} ms to answer");
        Console.WriteLine();
        MarkdownTable.Head("blocks", "p50 ms", "p90 ms", "p99 ms", "largest ms", "of it fetched / encoded / committed, p50 ms", "blocks a transaction");
        ReplayChain mainnet = WorkloadMaker.OpenChain(blocks + WarmUp + 1);
        var small = new GeneratedChain(new GeneratorOptions { Shape = ChainShape.Small, Blocks = (ulong)(blocks + WarmUp + 1) });
        string name = mainnet is WChain ? "W-chain" : "generated, as on mainnet";
        foreach (bool isMeasured in (bool[])[false, true])
        {
            foreach (bool isAnnounced in (bool[])[false, true])
            {
                await MeasureAsync(name, mainnet, isAnnounced, isMeasured, cancellation);
                await MeasureAsync("generated, small", small, isAnnounced, isMeasured, cancellation);
            }
        }
    }

    private async Task MeasureAsync(string name, ReplayChain chain, bool isAnnounced, bool isMeasured, CancellationToken cancellation)
    {
        ulong last = isMeasured ? chain.Last : chain.First + WarmUp;
        await using ReplayServer node = await ReplayServer.StartAsync(chain, new ReplayServerOptions { Head = chain.First }, cancellation);
        var options = new KafkaSinkOptions { BootstrapServers = broker.Bootstrap, Config = config };
        var times = new BlockTimes();
        var sink = new ObservedSink(new KafkaSink(options, NullLogger.Instance), times);
        string streamName = $"head_{Environment.ProcessId}_{chain.ChainId}{(isAnnounced ? "_ws" : "")}{(isMeasured ? "" : "_first")}";
        await using var stream = new SyncStream(
            new StreamOptions
            {
                Rpc = new RpcEndpointOptions { Url = node.Url, WebSocket = isAnnounced ? new UriBuilder(node.Url) { Scheme = "ws" }.Uri : null },
                Chain = streamName,
                From = StartPosition.At(chain.First),
                To = last,
                Pipeline = isAnnounced ? new PipelineOptions() : new PipelineOptions { MinPollInterval = TimeSpan.FromMilliseconds(5) },
            },
            sink,
            new SyncStreamServices { Source = (of, metrics, logger) => new ObservedSource(new RpcBlockSource(of.Rpc, metrics, logger), times) });
        Task running = stream.RunAsync(cancellation, cancellation);
        while (stream.Status.Committed is null && !running.IsCompleted) await Task.Delay(10, cancellation);
        using var reader = new CommittedReader(broker.Bootstrap, [.. Enum.GetValues<Entity>().Select(entity => options.TopicOf(streamName, entity))]);
        using var timer = new PeriodicTimer(interval);
        timer.Period = s_warmUpInterval;
        while (!running.IsCompleted && await timer.WaitForNextTickAsync(cancellation))
        {
            BlockTimes.Note(times.Announced, node.Head.Number + 1);
            node.Head.Set(node.Head.Number + 1);
            if (node.Head.Number != chain.First + WarmUp) continue;
            timer.Period = interval;
            node.Faults.Latency = nodeLatency;
        }

        await running.WaitAsync(s_limit, cancellation);
        while (!reader.LastSeen.ContainsKey(TimeOf(chain, last))) await Task.Delay(10, cancellation);
        await Task.Delay(interval, cancellation); // The rest of the last block.
        if (!isMeasured) return;
        Print(isAnnounced ? $"{name}, from newHeads" : name, chain, isAnnounced ? times.Announced : times.Named, times, reader, (double)stream.Status.BlocksCommitted / sink.Commits);
    }

    private static void Print(
        string name, ReplayChain chain, ConcurrentDictionary<ulong, long> starts, BlockTimes times, CommittedReader reader, double blocksPerCommit)
    {
        var latencies = new List<double>();
        var fetched = new List<double>();
        var encoded = new List<double>();
        var committed = new List<double>();
        for (ulong number = chain.First + WarmUp + 1; number <= chain.Last; number++)
        {
            if (!starts.TryGetValue(number, out long start)) continue; // The head had moved on by two.
            fetched.Add(Milliseconds(start, times.Fetched[number]));
            encoded.Add(Milliseconds(start, times.Encoded[number]));
            committed.Add(Milliseconds(start, times.Committed[number]));
            latencies.Add(Milliseconds(start, reader.LastSeen[TimeOf(chain, number)]));
        }

        MarkdownTable.Row(
            $"{name} ({latencies.Count})",
            Percentile(latencies, 50), Percentile(latencies, 90), Percentile(latencies, 99), Percentile(latencies, 100),
            $"{Percentile(fetched, 50)} / {Percentile(encoded, 50)} / {Percentile(committed, 50)}",
            MarkdownTable.Number(blocksPerCommit, "0.00"));
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private static string Percentile(List<double> values, double percent) => MarkdownTable.Number(Statistic.Percentile(values, percent), "0.0");

    private static long TimeOf(ReplayChain chain, ulong number)
    {
        if (!chain.TryGetBlock(number, out ReplayAnswer? answer)) throw new InvalidOperationException($"The chain has no block {number}.");
        var reader = new Utf8JsonReader(answer.ToMemory().Span);
        reader.Read();
        return (long)HeadReader.Read(ref reader).Timestamp * 1000;
    }
}
