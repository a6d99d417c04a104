using HighPerfChainSync.Kafka;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.AllocationTests.Kafka;

/// <summary>What the hand-over to Confluent.Kafka's producer costs. The values are copied into arrays that are kept, so their size must not show.</summary>
public sealed class KafkaSinkAllocationTests
{
    private const int Blocks = 20;
    private const int Transactions = 500;

    /// <summary>Confluent.Kafka's own objects for a message without key, headers and delivery handler.</summary>
    private const int MaxBytesPerRecord = 100;

    [Fact]
    public async Task Handing_a_record_over_allocates_nothing_that_grows_with_it()
    {
        long small = await MeasureAsync(padding: 0);
        long large = await MeasureAsync(padding: 2000);
        TestContext.Current.SendDiagnosticMessage("{0} and {1} bytes a record", small, large);
        Assert.InRange(small, 0, MaxBytesPerRecord);
        Assert.InRange(large, 0, MaxBytesPerRecord);
    }

    private static async Task<long> MeasureAsync(int padding)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using var kafka = new EmbeddedKafka();
        using var pool = new BlockDataPool();
        await using var sink = new KafkaSink(new KafkaSinkOptions { Embedded = kafka }, NullLogger.Instance);
        await sink.OpenAsync(EncodedBlocks.Stream("test"), cancellation);
        long bytes = 0;
        long records = 0;
        for (ulong number = 0; number < Blocks; number++)
        {
            BlockData block = EncodedBlocks.Make(pool, number, Transactions, padding);
            long before = GC.GetAllocatedBytesForCurrentThread();
            ValueTask writing = sink.WriteAsync(block, cancellation);
            // The queue takes these few records at once: the call has run on this thread to its end.
            Assert.True(writing.IsCompletedSuccessfully);
            if (number >= Blocks / 2)
            {
                bytes += GC.GetAllocatedBytesForCurrentThread() - before;
                records += block.Encoded.Records.Length;
            }

            await writing;
            await sink.CommitAsync(cancellation);
            block.Return();
        }

        return bytes / records;
    }
}
