using System.Text.Json;
using Confluent.Kafka;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.IntegrationTests.Kafka;
using HighPerfChainSync.Pipeline;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Sync;

/// <summary>A block many times larger than the budget reaches a real Kafka whole, in one transaction, in bounded memory.</summary>
public sealed class GiantBlockTests(RealKafka kafka)
{
    private const int Transactions = 20_000;
    private const ulong Giant = 5;
    private const ulong To = 9;
    private const int SlabBytes = 64 * 1024;

    /// <summary>A piece is 1 MiB; the same slabs serve all of them, and a few more the blocks around.</summary>
    private const int MaxSlabs = 64;

    [Fact]
    public async Task It_is_read_back_once_and_in_order()
    {
        using var stream = new KafkaTestStream(await kafka.RequireAsync());
        var slabs = new SlabPool(SlabBytes, maxKept: 4096);
        using var pool = new BlockDataPool(64, slabs);
        await using var sync = new SyncStream(
            new StreamOptions
            {
                Rpc = new RpcEndpointOptions { Url = new Uri("http://127.0.0.1:1") },
                Chain = stream.Chain,
                To = To,
                Pipeline = new PipelineOptions { BudgetBytes = 4 << 20 },
            },
            stream.NewSink(),
            new SyncStreamServices
            {
                Source = static (_, _, _) => new FakeBlockSource(To) { Transactions = static number => number == Giant ? Transactions : 1 },
                Pool = pool,
            });

        await sync.RunAsync(stream.Cancellation);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], stream.ReadBlockNumbers());
        List<ConsumeResult<string?, byte[]>> records = stream.Read($"{stream.Chain}_transactions");
        Assert.Equal(Transactions + 9, records.Count);
        long bytes = 0;
        ulong before = 0;
        foreach (ConsumeResult<string?, byte[]> record in records)
        {
            bytes += record.Message.Value.Length;
            using JsonDocument json = JsonDocument.Parse(record.Message.Value);
            ulong number = json.RootElement.GetProperty("block_number").GetUInt64();
            Assert.InRange(number, before, before + 1);
            before = number;
        }

        Assert.True(bytes > 4 * MaxSlabs * SlabBytes, $"The block has {bytes} bytes only.");
        Assert.Equal(0, slabs.Outstanding);
        Assert.InRange(slabs.Created, 1, MaxSlabs);
        Assert.Equal(Transactions + 9 + 10, sync.Status.RecordsCommitted);
    }
}
