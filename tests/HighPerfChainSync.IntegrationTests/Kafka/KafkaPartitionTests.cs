using System.Text.Json;
using Confluent.Kafka;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Clients;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Kafka.Progress;
using HighPerfChainSync.Kafka.Topics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Sinks;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.IntegrationTests.Kafka;

/// <summary>Topics of several partitions, read back as a consumer sees them: nothing missing, nothing twice, each partition in order.</summary>
public sealed class KafkaPartitionTests(RealKafka kafka)
{
    private const int Partitions = 4;
    private const int Blocks = 30;

    [Theory]
    [InlineData(KafkaPartitionBy.BlockRange, null)]
    [InlineData(KafkaPartitionBy.BlockRange, KafkaRecordKey.ItemId)]
    [InlineData(KafkaPartitionBy.Block, null)]
    [InlineData(KafkaPartitionBy.Address, null)]
    [InlineData(KafkaPartitionBy.Transaction, KafkaRecordKey.ItemId)]
    public async Task Every_record_is_once_in_its_partition_and_blocks_ascend(KafkaPartitionBy by, KafkaRecordKey? key)
    {
        using KafkaTestStream stream = await StreamAsync(by, key);
        await WriteAsync(stream, 0, 13);
        await WriteAsync(stream, 13, Blocks - 13);
        foreach (Entity entity in Enum.GetValues<Entity>()) AssertTopic(stream, entity, by);
        ProgressRecord progress = await ProgressAsync(stream);
        const int Each = Blocks * KeyedBlocks.Transactions;
        Assert.Equal([Blocks, Each, Each, Each], progress.Counts);
        Assert.Equal(stream.Options.Layout, progress.Layout);
    }

    [Fact]
    public async Task A_partitioning_that_changes_is_refused_unless_it_is_accepted()
    {
        using KafkaTestStream stream = await StreamAsync(KafkaPartitionBy.Address, null);
        await WriteAsync(stream, 0, 3);
        KafkaSinkOptions changed = stream.Options with { PartitionBy = KafkaPartitionBy.Transaction };
        await using (var refused = new KafkaSink(changed, stream.Logger))
        {
            ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(
                async () => await refused.OpenAsync(EncodedBlocks.Stream(stream.Chain), stream.Cancellation));
            Assert.Contains("partitioning 4 partitions by address, key address, but 4 partitions by transaction", error.Message, StringComparison.Ordinal);
        }

        await using var accepted = new KafkaSink(changed with { AcceptChanges = true }, stream.Logger);
        StreamProgress? progress = await accepted.OpenAsync(EncodedBlocks.Stream(stream.Chain), stream.Cancellation);
        Assert.Equal(2UL, progress!.Number);
    }

    private async Task<KafkaTestStream> StreamAsync(KafkaPartitionBy by, KafkaRecordKey? key)
    {
        string bootstrap = await kafka.RequireAsync();
        return new KafkaTestStream(bootstrap)
        {
            Options = new KafkaSinkOptions { BootstrapServers = bootstrap, Partitions = Partitions, PartitionBy = by, BlocksPerRange = 5, RecordKey = key },
        };
    }

    private static async Task WriteAsync(KafkaTestStream stream, ulong first, int count)
    {
        var encoder = new JsonRecordEncoder();
        (KafkaSink sink, _) = await stream.OpenAsync();
        var borrowed = new List<BlockData>();
        for (int i = 0; i < count; i++)
        {
            BlockData block = KeyedBlocks.Make(stream.Pool, first + (ulong)i);
            encoder.Encode(block, EntitySet.Default);
            borrowed.Add(block);
            await sink.WriteAsync(block, stream.Cancellation);
            if (i % 4 == 3) await sink.CommitAsync(stream.Cancellation);
        }

        await sink.CommitAsync(stream.Cancellation);
        await sink.DisposeAsync();
        foreach (BlockData block in borrowed) block.Return();
    }

    private static void AssertTopic(KafkaTestStream stream, Entity entity, KafkaPartitionBy by)
    {
        var seen = new HashSet<string>();
        for (int partition = 0; partition < Partitions; partition++)
        {
            ulong last = 0;
            foreach (ConsumeResult<string?, byte[]> record in stream.Read($"{stream.Chain}_{entity.Plural()}", partition: partition))
            {
                using JsonDocument json = JsonDocument.Parse(record.Message.Value);
                Assert.True(seen.Add(json.RootElement.GetProperty("item_id").GetString()!));
                ulong number = json.RootElement.GetProperty(entity == Entity.Block ? "number" : "block_number").GetUInt64();
                Assert.True(number >= last);
                last = number;
                Assert.Equal(KeyOf(json.RootElement, stream.Options.Layout.Key, entity), record.Message.Key);
                string? hashed = KeyOf(json.RootElement, stream.Options.Layout.HashedField, entity);
                int expected = by == KafkaPartitionBy.BlockRange
                    ? (int)(number / 5 % Partitions)
                    : Murmur2.Partition(TextEncoding.UTF8.GetBytes(hashed!), Partitions);
                Assert.Equal(expected, partition);
            }
        }

        Assert.Equal(entity == Entity.Block ? Blocks : Blocks * KeyedBlocks.Transactions, seen.Count);
    }

    private static string? KeyOf(JsonElement json, KafkaRecordKey key, Entity entity) => key switch
    {
        KafkaRecordKey.ItemId => json.GetProperty("item_id").GetString(),
        KafkaRecordKey.BlockNumber => json.GetProperty(entity == Entity.Block ? "number" : "block_number").GetRawText(),
        KafkaRecordKey.Address => json.GetProperty(entity switch
        {
            Entity.Block => "miner",
            Entity.Transaction => "from_address",
            Entity.Log => "address",
            _ => "token_address",
        }).GetString(),
        KafkaRecordKey.TransactionHash => json.GetProperty(entity is Entity.Block or Entity.Transaction ? "hash" : "transaction_hash").GetString(),
        _ => null,
    };

    private static async Task<ProgressRecord> ProgressAsync(KafkaTestStream stream)
    {
        var cluster = new KafkaCluster(stream.Options, stream.Logger, TimeProvider.System);
        ProgressRecord? progress = await cluster.ReadProgressAsync(new TopicPlan(stream.Options, EncodedBlocks.Stream(stream.Chain)), stream.Chain, ProgressView.Settled, stream.Cancellation);
        return progress!;
    }
}
