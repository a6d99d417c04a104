using HighPerfChainSync.AllocationTests.Pipeline;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode.Generation;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing.Processes;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.AllocationTests.WholePath;

/// <summary>The whole path in this process, from a node over loopback to the commit, with default settings: what a block of mainnet's size allocates.</summary>
[Collection(WholeProcess.Name)]
public sealed class WholeProcessTests
{
    private const ulong WarmUp = 100;
    private const ulong Window = 1000;
    private const ulong HttpTwoWindow = 200;

    /// <summary>Twice as often as the sink's limits ask for. Where the node is late it commits what there is; a busy machine is not to fail a test, so what is beyond goes to the commit's own budget.</summary>
    private const ulong BlocksPerCommit = 20;

    /// <summary>As much as mainnet blocks have on average, in every block: what is left is what a block costs, not the largest one so far.</summary>
    private static readonly GeneratorOptions s_chain = new()
    {
        Shape = ChainShape.Mainnet, Transactions = 157, Logs = 237, InputBytes = 42_861, LogDataBytes = 12_324,
    };

    /// <summary>HTTP/2 has no budget, since the framework allocates for each frame: its figure is shown beside the other, as a diagnostic message.</summary>
    [Fact]
    public async Task A_thousand_blocks_into_the_null_sink_stay_below_4_KB_a_block_without_a_full_collection()
    {
        (double BytesPerBlock, int FullCollections) first = await MeasureAsync("null", new NullSink(), HttpVersionChoice.Http1, Window, commitBudget: 0);
        await MeasureAsync("null", new NullSink(), HttpVersionChoice.Http2, HttpTwoWindow, commitBudget: 0);
        AssertSteady(first);
    }

    [Fact]
    public async Task A_thousand_blocks_into_Kafka_stay_below_4_KB_a_block_without_a_full_collection()
    {
        using var kafka = new EmbeddedKafka();
        AssertSteady(await MeasureAsync("Kafka", Kafka(kafka), HttpVersionChoice.Http1, Window, AllocationBudgets.KafkaCommit));
    }

    private static KafkaSink Kafka(EmbeddedKafka kafka) => new(new KafkaSinkOptions { Embedded = kafka }, NullLogger.Instance);

    private static void AssertSteady((double BytesPerBlock, int FullCollections) steady)
    {
        Assert.InRange(steady.BytesPerBlock, 1, AllocationBudgets.Block);
        Assert.Equal(0, steady.FullCollections);
    }

    private static async Task<(double BytesPerBlock, int FullCollections)> MeasureAsync(string name, IBlockSink inner, HttpVersionChoice http, ulong window, double commitBudget)
    {
        ulong last = WarmUp + window;
        await using ReplayNodeProcess node = await ReplayNodeProcess.StartAsync(
            [
                "--chain", "generated", "--shape", $"{s_chain.Shape}", "--transactions", $"{s_chain.Transactions}", "--logs", $"{s_chain.Logs}",
                "--input-bytes", $"{s_chain.InputBytes}", "--log-data-bytes", $"{s_chain.LogDataBytes}", "--blocks", $"{last + 1}",
            ],
            TestContext.Current.CancellationToken);
        using BlockDataPool pool = GrownPools.Create(s_chain);
        var sink = new MarkedSink(inner, WarmUp, window);
        var options = new StreamOptions { Rpc = new RpcEndpointOptions { Url = node.Url, Http = http }, From = StartPosition.At(0), To = last };
        await using var stream = new SyncStream(options, sink, new SyncStreamServices
        {
            Pool = pool,
            Source = static (options, metrics, logger) => GrownPools.CreateSource(options, metrics, logger, s_chain),
        });

        await stream.RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, sink.Marks.Count);
        int commits = sink.Marks[1].Commits - sink.Marks[0].Commits;
        double early = Math.Max(0, commits - (double)(window / BlocksPerCommit)) * commitBudget;
        double bytes = (sink.Marks[1].AllocatedBytes - sink.Marks[0].AllocatedBytes - early) / window;
        int full = sink.Marks[1].FullCollections - sink.Marks[0].FullCollections;
        TestContext.Current.SendDiagnosticMessage(
            "{0}, {1}: {2:0} bytes allocated a block, {3} full collections, {4} commits, in {5} blocks", name, http, bytes, full, commits, window);
        return (bytes, full);
    }
}
