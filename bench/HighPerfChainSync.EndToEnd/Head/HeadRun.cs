using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using HighPerfChainSync.EndToEnd.Brokers;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.EndToEnd.Head;

/// <summary>
/// How long a new block takes at the head of the chain: from the node's first answer that names it, or from its announcement over WebSocket
/// (<c>newHeads</c>), until a <c>read_committed</c> consumer has its last record. Node, stream and consumer are in this process, the broker is not; each block is a transaction of its own.
/// </summary>
internal sealed class HeadRun(KafkaBroker broker, HeadOptions options)
{
    private static readonly TimeSpan s_warmUpInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);
    private static int s_runs;

    /// <summary>Blocks that the chain must have.</summary>
    public static int ChainBlocks(HeadOptions options) => options.WarmUp + options.Blocks + 1;

    /// <summary>Runs a stream along the head of a chain.</summary>
    public async Task<HeadFigures> MeasureAsync(ReplayChain chain, CancellationToken cancellation)
    {
        ulong last = chain.First + (ulong)(options.WarmUp + options.Blocks);
        await using ReplayServer node = await ReplayServer.StartAsync(chain, new ReplayServerOptions { Head = chain.First }, cancellation);
        var kafka = new KafkaSinkOptions { BootstrapServers = broker.Bootstrap, Compression = options.Compression, Config = options.Config };
        var times = new BlockTimes();
        var sink = new ObservedSink(new KafkaSink(kafka, NullLogger.Instance), times);
        string name = $"head_{Environment.ProcessId}_{Interlocked.Increment(ref s_runs)}";
        List<string> topics = [.. Enum.GetValues<Entity>().Select(entity => kafka.TopicOf(name, entity))];
        HeadFigures figures;
        await using (var stream = new SyncStream(StreamOptions(node.Url, chain, name, last), sink, Services(times)))
        {
            Task running = stream.RunAsync(cancellation, cancellation);
            while (stream.Status.Committed is null && !running.IsCompleted) await Task.Delay(10, cancellation);
            using var reader = new CommittedReader(broker.Bootstrap, topics);
            await AdvanceAsync(node, chain, running, times, cancellation);
            await running.WaitAsync(s_limit, cancellation);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(s_limit);
            while (!reader.LastSeen.ContainsKey(TimeOf(chain, last))) await Task.Delay(10, limit.Token);
            await Task.Delay(options.Interval, cancellation); // The rest of the last block.
            figures = Collect(chain, last, times, reader);
            figures.BlocksPerCommit = (double)stream.Status.BlocksCommitted / sink.Commits;
        }

        await broker.RemoveAsync([.. topics, kafka.ProgressTopicOf(name)]);
        return figures;
    }

    private StreamOptions StreamOptions(Uri node, ReplayChain chain, string name, ulong last) => new()
    {
        Rpc = new RpcEndpointOptions { Url = node, WebSocket = options.IsAnnounced ? new UriBuilder(node) { Scheme = "ws" }.Uri : null },
        Chain = name,
        From = StartPosition.At(chain.First),
        To = last,
        Pipeline = options.IsAnnounced ? new PipelineOptions() : new PipelineOptions { MinPollInterval = TimeSpan.FromMilliseconds(5) },
    };

    private static SyncStreamServices Services(BlockTimes times) => new()
    {
        Source = (of, metrics, logger) => new ObservedSource(new RpcBlockSource(of.Rpc, metrics, logger), times),
    };

    /// <summary>Gives the node one block after another.</summary>
    private async Task AdvanceAsync(ReplayServer node, ReplayChain chain, Task running, BlockTimes times, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(s_warmUpInterval);
        while (!running.IsCompleted && await timer.WaitForNextTickAsync(cancellation))
        {
            BlockTimes.Note(times.Announced, node.Head.Number + 1);
            node.Head.Set(node.Head.Number + 1);
            if (node.Head.Number != chain.First + (ulong)options.WarmUp) continue;
            timer.Period = options.Interval;
            node.Faults.Latency = options.NodeLatency;
        }
    }

    private HeadFigures Collect(ReplayChain chain, ulong last, BlockTimes times, CommittedReader reader)
    {
        var figures = new HeadFigures();
        ConcurrentDictionary<ulong, long> starts = options.IsAnnounced ? times.Announced : times.Named;
        for (ulong number = chain.First + (ulong)options.WarmUp + 1; number <= last; number++)
        {
            if (!starts.TryGetValue(number, out long start)) continue; // The head had moved on by two.
            figures.Fetched.Add(Milliseconds(start, times.Fetched[number]));
            figures.Encoded.Add(Milliseconds(start, times.Encoded[number]));
            figures.Committed.Add(Milliseconds(start, times.Committed[number]));
            figures.Read.Add(Milliseconds(start, reader.LastSeen[TimeOf(chain, number)]));
        }

        return figures;
    }

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;

    private static long TimeOf(ReplayChain chain, ulong number)
    {
        if (!chain.TryGetBlock(number, out ReplayAnswer? answer)) throw new InvalidOperationException($"The chain has no block {number}.");
        var reader = new Utf8JsonReader(answer.ToMemory().Span);
        reader.Read();
        return (long)HeadReader.Read(ref reader).Timestamp * 1000;
    }
}
