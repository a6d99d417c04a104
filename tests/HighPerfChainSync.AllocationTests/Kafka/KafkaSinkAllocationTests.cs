using HighPerfChainSync.AllocationTests.Pipeline;
using HighPerfChainSync.AllocationTests.Sinks;
using HighPerfChainSync.AllocationTests.WholePath;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.AllocationTests.Kafka;

/// <summary>From the encoded arena to the commit, reports included: a transaction costs something, a record nothing.</summary>
[Collection(WholeProcess.Name)]
public sealed class KafkaSinkAllocationTests
{
    private const int Commits = 20;
    private const int WarmUp = 7;
    private const int Runs = 4;
    private const int Few = 500;
    private const int Many = 4 * Few;

    /// <summary>What the longer numbers in progress records make of it.</summary>
    private const double MostBytesPerRecord = 0.1;

    [Theory]
    [InlineData(KafkaDelivery.ExactlyOnce, 1, KafkaHeaders.None)]
    [InlineData(KafkaDelivery.ExactlyOnce, 3, KafkaHeaders.None)]
    [InlineData(KafkaDelivery.ExactlyOnce, 1, KafkaHeaders.Verification)]
    [InlineData(KafkaDelivery.AtLeastOnce, 1, KafkaHeaders.None)]
    public async Task As_many_transactions_with_four_times_the_records_allocate_the_same(KafkaDelivery delivery, int partitions, KafkaHeaders headers)
    {
        using var kafka = new EmbeddedKafka();
        using var pool = new BlockDataPool();
        var options = new KafkaSinkOptions { Embedded = kafka, Delivery = delivery, Partitions = partitions, PartitionBy = KafkaPartitionBy.Address, Headers = headers };
        await using var sink = new KafkaSink(options, NullLogger.Instance);
        await sink.OpenAsync(EncodedBlocks.Stream("test"), TestContext.Current.CancellationToken);
        // Compiles what is used, fills the pools, and the window of hashes that each transaction writes again.
        for (int i = 0; i < WarmUp; i++) await MeasureAsync(sink, pool, (ulong)(i * Commits), Many);
        // The least of several: the runtime's own threads allocate now and then.
        long few = long.MaxValue;
        long many = long.MaxValue;
        for (int i = WarmUp; i < WarmUp + (2 * Runs); i += 2)
        {
            few = Math.Min(few, await MeasureAsync(sink, pool, (ulong)(i * Commits), Few));
            many = Math.Min(many, await MeasureAsync(sink, pool, (ulong)((i + 1) * Commits), Many));
        }

        double perRecord = (many - few) / (double)(Commits * 2 * (Many - Few));
        TestContext.Current.SendDiagnosticMessage("{0} and {1} bytes, {2:0.0000} a record", few, many, perRecord);
        Assert.InRange(perRecord, -MostBytesPerRecord, MostBytesPerRecord);
        Assert.InRange(few / (double)Commits, 0, AllocationBudgets.KafkaCommit);
    }

    private static Task<long> MeasureAsync(KafkaSink sink, BlockDataPool pool, ulong first, int transactions) =>
        CommitAllocations.CountAsync(sink, pool, first, Commits, transactions);
}
