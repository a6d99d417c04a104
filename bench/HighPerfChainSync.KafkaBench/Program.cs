using System.CommandLine;
using HighPerfChainSync.EndToEnd.Brokers;
using HighPerfChainSync.EndToEnd.Head;
using HighPerfChainSync.EndToEnd.Workloads;
using HighPerfChainSync.KafkaBench;
using HighPerfChainSync.KafkaBench.Producers;
using HighPerfChainSync.KafkaBench.Sweep;
using HighPerfChainSync.Records;

const int ChainBlocks = 60;

// A broker that has just been started interprets most of its code for longer than this: so they are run once before, too.
const int HeadWarmUp = 1500;

var full = new Option<bool>("--full") { Description = "Every combination; some twenty minutes." };
var quick = new Option<bool>("--quick") { Description = "One short round: to see that it runs, not for figures." };
var rounds = new Option<int>("--rounds") { Description = "Rounds.", DefaultValueFactory = _ => 7 };
var headBlocks = new Option<int>("--blocks") { Description = "Blocks to measure.", DefaultValueFactory = _ => 300 };
var interval = new Option<int>("--interval") { Description = "Milliseconds between blocks.", DefaultValueFactory = _ => 200 };
var nodeLatency = new Option<int>("--node-latency") { Description = "Milliseconds until the node answers a request." };
var config = new Option<string[]>("--kafka-config") { Description = "KEY=VALUE: a property of librdkafka to try; repeatable.", DefaultValueFactory = _ => [] };

var linger = new Command("linger", "Sweeps linger.ms, batch.size, compression and blocks a transaction, and recommends a setting.") { full, quick, rounds };
linger.SetAction((parsed, cancellation) => WithBrokerAsync(
    async broker =>
    {
        bool isQuick = parsed.GetValue(quick);
        using Workload workload = WorkloadMaker.OfChain(WorkloadMaker.Preferred, ChainBlocks, EntitySet.Default);
        Console.WriteLine($"{workload.Name}: {workload.Messages / workload.Count} records and {workload.Bytes / workload.Count} B a block");
        Console.WriteLine();
        int times = isQuick || parsed.GetValue(full) ? 1 : parsed.GetValue(rounds);
        await new LingerSweep(broker, workload).RunAsync(
            parsed.GetValue(full) ? LingerSetting.Grid() : LingerSetting.Star(), times, isQuick ? 50 : 300, cancellation);
    }));

var producer = new Command("producer", "Our producer beside Confluent.Kafka's and a C program on the same librdkafka.") { quick, rounds };
producer.SetAction((parsed, cancellation) => WithBrokerAsync(
    async broker =>
    {
        bool isQuick = parsed.GetValue(quick);
        var comparison = new ProducerComparison(broker, isQuick ? 1 : parsed.GetValue(rounds));
        using (Workload small = WorkloadMaker.OfSize(300))
            await comparison.RunAsync(small, "none", transactions: isQuick ? 5 : 10, blocksPerTransaction: 200, cancellation);
        using (Workload chain = WorkloadMaker.OfChain(WorkloadMaker.Preferred, ChainBlocks, EntitySet.Default))
            await comparison.RunAsync(chain, "lz4", transactions: isQuick ? 2 : 4, blocksPerTransaction: 50, cancellation);
    }));

var head = new Command("head", "Latency of a new block at the head, until a read_committed consumer has its last record.") { headBlocks, interval, nodeLatency, config };
head.SetAction((parsed, cancellation) => WithBrokerAsync(
    broker => new HeadBench(broker, new HeadOptions
    {
        WarmUp = HeadWarmUp,
        Blocks = parsed.GetValue(headBlocks),
        Interval = Milliseconds(parsed.GetValue(interval)),
        NodeLatency = Milliseconds(parsed.GetValue(nodeLatency)),
        Config = Pairs(parsed.GetValue(config)!),
    }).RunAsync(cancellation)));

return await new RootCommand("Measures how records get into Kafka: against CHAINSYNC_KAFKA, else a node started from the distribution beside the repository.")
{
    linger, producer, head,
}.Parse(args).InvokeAsync();

static TimeSpan Milliseconds(int count) => TimeSpan.FromMilliseconds(count);

static Dictionary<string, string> Pairs(string[] texts) =>
    texts.Select(static text => text.Split('=', 2)).ToDictionary(static pair => pair[0], static pair => pair.Length > 1 ? pair[1] : "");

static async Task<int> WithBrokerAsync(Func<KafkaBroker, Task> measure)
{
    // Topics are removed after each measurement: without this their files would stay for another minute.
    await using KafkaBroker? broker = await KafkaBroker.FindAsync([new("log.segment.delete.delay.ms", "1000")]);
    if (broker is null)
    {
        Console.WriteLine("Skipped: no broker was found (set CHAINSYNC_KAFKA=host:port).");
        return 0;
    }

    await measure(broker);
    return 0;
}
