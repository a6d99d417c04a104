using System.Diagnostics;
using System.Globalization;
using HighPerfChainSync.EndToEnd.Brokers;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Producers;
using HighPerfChainSync.EndToEnd.Workloads;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.EndToEnd;

/// <summary>The bare C producer with ready-made records of a chain: the lower limit that the host is held against.</summary>
internal sealed class BareRun : IAsyncDisposable
{
    /// <summary>As the host does it by default.</summary>
    private const int BlocksPerTransaction = 50;

    /// <summary>Different blocks, in a cycle: three of the chain's.</summary>
    private const int WorkloadBlocks = 60;

    private readonly KafkaBroker _broker;
    private readonly BenchStream _stream;
    private readonly BareContender _contender;
    private readonly int _transactions;

    private BareRun(KafkaBroker broker, BenchStream stream, BareContender contender, int transactions)
    {
        _broker = broker;
        _stream = stream;
        _contender = contender;
        _transactions = transactions;
    }

    /// <summary>Prepares topics and records.</summary>
    /// <param name="program">The built program.</param>
    /// <param name="broker">Where it produces to.</param>
    /// <param name="chain">One of <see cref="Chains"/>.</param>
    /// <param name="options">Compression, entities and number of blocks.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<BareRun> CreateAsync(BareProgram program, KafkaBroker broker, string chain, EndToEndOptions options, CancellationToken cancellation)
    {
        EntitySet entities = options.Entities is null ? EntitySet.Default : EntityNames.Parse(options.Entities);
        BenchStream stream = await BenchStream.CreateAsync(
            new KafkaSinkOptions { BootstrapServers = broker.Bootstrap, Compression = options.Compression }, entities, cancellation);
        // It copies the records into a file and needs the blocks no longer.
        using Workload workload = WorkloadMaker.OfChain(chain, WorkloadBlocks, entities);
        int transactions = Math.Max(1, (options.LongBlocks - options.ShortBlocks) / BlocksPerTransaction);
        return new BareRun(broker, stream, new BareContender(program, stream, workload, reports: true), transactions);
    }

    /// <summary>Runs it once.</summary>
    public BareFigures Measure()
    {
        using Process? process = _broker.Process();
        double? before = process?.TotalProcessorTime.TotalSeconds;
        ProducerRun run = _contender.Run(_transactions, BlocksPerTransaction);
        process?.Refresh();
        double? after = process?.TotalProcessorTime.TotalSeconds;
        double blocks = (double)_transactions * BlocksPerTransaction;
        var figures = BareFigures.Of(blocks, run.Seconds, run.CpuSeconds, after - before, blocks + BlocksPerTransaction);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  C producer: {blocks} blocks in {run.Seconds:0.00} s, {figures.BlocksPerSecond:0} blocks/s"));
        return figures;
    }

    public async ValueTask DisposeAsync()
    {
        _contender.Dispose();
        await _stream.DisposeAsync();
    }
}
