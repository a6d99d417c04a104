using HighPerfChainSync.EndToEnd.Brokers;
using HighPerfChainSync.EndToEnd.Figures;
using HighPerfChainSync.EndToEnd.Producers;
using HighPerfChainSync.EndToEnd.Reports;
using HighPerfChainSync.EndToEnd.Workloads;
using HighPerfChainSync.Kafka;

namespace HighPerfChainSync.KafkaBench.Producers;

/// <summary>Our producer beside Confluent.Kafka's and a C program, in one run, one after the other in each round, so that all see the same machine.</summary>
internal sealed class ProducerComparison(KafkaBroker broker, int rounds)
{
    private const int WarmUp = 3;

    /// <summary>Runs all contenders and prints their medians.</summary>
    public async Task RunAsync(Workload workload, string compression, int transactions, int blocksPerTransaction, CancellationToken cancellation)
    {
        var options = new KafkaSinkOptions { BootstrapServers = broker.Bootstrap, Compression = compression };
        await using BenchStream stream = await BenchStream.CreateAsync(options, workload.Entities, cancellation);
        (BareProgram? program, string? whyNot) = BareProgram.TryBuild();
        using BareProgram? built = program;
        var contenders = new List<IContender>();
        try
        {
            contenders.Add(new NativeContender(stream, workload));
            contenders.Add(new ConfluentContender(stream, workload, reused: false, handled: true));
            contenders.Add(new ConfluentContender(stream, workload, reused: true, handled: true));
            contenders.Add(new ConfluentContender(stream, workload, reused: true, handled: false));
            if (built is not null) contenders.Add(new BareContender(built, stream, workload, reports: true));
            if (built is not null) contenders.Add(new BareContender(built, stream, workload, reports: false));
            long messages = workload.Messages * blocksPerTransaction / workload.Count;
            Console.WriteLine(
                $"{workload.Name}: {workload.Bytes / workload.Messages} B a record, compression {compression}, about {messages} records in a transaction, "
                + $"{transactions} transactions a round, medians of {rounds} rounds");
            if (whyNot is not null) Console.WriteLine($"The C program is left out: {whyNot}.");
            Print(Measure(contenders, transactions, blocksPerTransaction, cancellation));
        }
        finally
        {
            foreach (IContender contender in contenders) contender.Dispose();
        }
    }

    private List<(IContender Contender, List<ProducerRun> Runs)> Measure(
        List<IContender> contenders, int transactions, int blocksPerTransaction, CancellationToken cancellation)
    {
        foreach (IContender contender in contenders) contender.Run(WarmUp, blocksPerTransaction);
        List<(IContender Contender, List<ProducerRun> Runs)> all = contenders.ConvertAll(static contender => (contender, new List<ProducerRun>()));
        for (int round = 0; round < rounds; round++)
        {
            // Begun by another one each time: what follows a rival's burst has a warm broker.
            for (int i = 0; i < all.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                (IContender contender, List<ProducerRun> runs) = all[(round + i) % all.Count];
                runs.Add(contender.Run(transactions, blocksPerTransaction));
            }
        }

        return all;
    }

    private static void Print(List<(IContender Contender, List<ProducerRun> Runs)> all)
    {
        double ours = Median(all[0].Runs);
        double oursLeast = Least(all[0].Runs);
        Console.WriteLine();
        MarkdownTable.Head(
            "producer", "messages/s", "CPU ns a message, median", "least", "B allocated a message", "messages per CPU second, ours / this, median", "least");
        foreach ((IContender contender, List<ProducerRun> runs) in all)
        {
            double? allocated = runs[0].AllocatedBytes is null ? null : Statistic.Median(runs.Select(static run => (double)run.AllocatedBytes!.Value / run.Messages));
            MarkdownTable.Row(
                contender.Name,
                MarkdownTable.Number(Statistic.Median(runs.Select(static run => run.PerSecond)), "N0"),
                MarkdownTable.Number(Median(runs), "N0"),
                MarkdownTable.Number(Least(runs), "N0"),
                MarkdownTable.Number(allocated, "0.00"),
                MarkdownTable.Number(Median(runs) / ours, "0.00"),
                MarkdownTable.Number(Least(runs) / oursLeast, "0.00"));
        }

        Console.WriteLine();
    }

    private static double Median(List<ProducerRun> runs) => Statistic.Median(runs.Select(Nanoseconds));

    /// <summary>What other programs do on the machine only ever adds to it.</summary>
    private static double Least(List<ProducerRun> runs) => runs.Min(Nanoseconds);

    private static double Nanoseconds(ProducerRun run) => 1e9 / run.PerCpuSecond;
}
