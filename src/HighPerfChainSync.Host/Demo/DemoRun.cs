using System.Diagnostics;
using System.Globalization;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode;
using HighPerfChainSync.ReplayNode.Chains;
using HighPerfChainSync.ReplayNode.Recording;
using HighPerfChainSync.Rpc;
using Microsoft.Extensions.Logging;

namespace HighPerfChainSync.Host.Demo;

/// <summary>The whole way of a chain in one process: node, engine, broker, consumer, check.</summary>
internal sealed class DemoRun(DemoReport report, ILoggerFactory loggers)
{
    private const string Chain = "demo";

    /// <summary>Runs it.</summary>
    /// <returns>The exit code: 0 only when every topic holds what the chain holds.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        ReplayChain chain = RecordedChain.Load(SampleChain.Open(), "the sample chain");
        ReplayServer node = await ReplayServer.StartAsync(chain, new ReplayServerOptions(), cancellationToken).ConfigureAwait(false);
        await using (node.ConfigureAwait(false))
        {
            report.Say(Invariant($"A JSON-RPC node on {node.Url} serves blocks {chain.First} to {chain.Last}, recorded from a development chain."));
            using var kafka = new EmbeddedKafka();
            report.Say($"A Kafka in this process on {kafka.BootstrapServers}: librdkafka's mock cluster. It speaks the protocol, transactions included,");
            report.Say("but it is not a broker: it keeps nothing and isolates nothing. Use --kafka with a real one.");
            var options = new KafkaSinkOptions { Embedded = kafka };
            await SyncAsync(node.Url, chain, options, cancellationToken).ConfigureAwait(false);

            ChainContents contents = await ChainContents.ReadAsync(node.Url, chain.First, chain.Last, cancellationToken).ConfigureAwait(false);
            report.Say("Read back with a consumer (isolation.level=read_committed) and compared with what the node holds, record by record:");
            return Check(kafka.BootstrapServers, options, contents, cancellationToken) ? ExitCodes.Ok : ExitCodes.CheckFailed;
        }
    }

    private async Task SyncAsync(Uri node, ReplayChain chain, KafkaSinkOptions kafka, CancellationToken cancellationToken)
    {
        var options = new StreamOptions
        {
            Rpc = new RpcEndpointOptions { Url = node },
            Chain = Chain,
            From = StartPosition.At(chain.First),
            To = chain.Last,
        };
        long started = Stopwatch.GetTimestamp();
        var sink = new KafkaSink(kafka, loggers.CreateLogger("HighPerfChainSync.Kafka"));
        var stream = new SyncStream(options, sink, new SyncStreamServices { Loggers = loggers });
        await using (stream.ConfigureAwait(false))
        {
            await stream.RunAsync(cancellationToken, CancellationToken.None).ConfigureAwait(false);
            StreamStatus status = stream.Status;
            double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            report.Say(Invariant($"chainsync wrote {status.BlocksCommitted:N0} blocks with {status.RecordsCommitted:N0} records in transactions, in {seconds:F1} s."));
        }
    }

    private bool Check(string bootstrap, KafkaSinkOptions options, ChainContents contents, CancellationToken cancellationToken)
    {
        var topics = new List<IReadOnlyList<byte[]>>();
        var checks = new List<TopicCheck>();
        for (int i = 0; i < EntityNames.Count; i++)
        {
            var entity = (Entity)i;
            string topic = options.TopicOf(Chain, entity);
            List<byte[]> records = TopicReader.ReadAll(bootstrap, topic, cancellationToken);
            topics.Add(records);
            checks.Add(TopicCheck.Compare(entity, topic, records, contents.Ids(entity)));
        }

        report.Topics(checks);
        foreach ((Entity entity, byte[] record) in RecordSamples.Pick(topics)) report.Sample(entity, record);
        bool right = checks.TrueForAll(check => check is { Problem: null, Expected: > 0 });
        report.Say("");
        report.Say(right ? "All is there: every record once, in order." : "The topics do not hold what the chain holds: this is a fault of the program.");
        return right;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
