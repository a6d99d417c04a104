using System.Text.Json;
using HighPerfChainSync.Buffers;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Kafka;
using HighPerfChainSync.Kafka.Partitioning;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace HighPerfChainSync.UnitTests.Kafka;

public sealed class RecordRouterTests : IDisposable
{
    private readonly BlockDataPool _pool = new();
    private readonly BlockData _block;

    public RecordRouterTests()
    {
        _block = KeyedBlocks.Make(_pool, 17_000_000);
        new JsonRecordEncoder().Encode(_block, EntitySet.Default);
    }

    [Fact]
    public void A_key_is_the_text_of_the_field_in_the_record_itself()
    {
        int seen = 0;
        ForEachRecord((entity, index, json) =>
        {
            seen++;
            Assert.Equal(json.GetProperty("item_id").GetString(), KeyOf(KafkaRecordKey.ItemId, entity, index));
            string number = json.GetProperty(entity == Entity.Block ? "number" : "block_number").GetRawText();
            Assert.Equal(number, KeyOf(KafkaRecordKey.BlockNumber, entity, index));
            (string address, string hash) = entity switch
            {
                Entity.Block => ("miner", "hash"),
                Entity.Transaction => ("from_address", "hash"),
                Entity.Log => ("address", "transaction_hash"),
                _ => ("token_address", "transaction_hash"),
            };
            Assert.Equal(json.GetProperty(address).GetString(), KeyOf(KafkaRecordKey.Address, entity, index));
            Assert.Equal(json.GetProperty(hash).GetString(), KeyOf(KafkaRecordKey.TransactionHash, entity, index));
            Assert.Equal("", KeyOf(KafkaRecordKey.None, entity, index));
        });
        Assert.Equal(1 + (3 * KeyedBlocks.Transactions), seen);
    }

    [Theory]
    [InlineData(KafkaPartitionBy.Block, "block_number", KafkaRecordKey.BlockNumber)]
    [InlineData(KafkaPartitionBy.Address, "address", KafkaRecordKey.Address)]
    [InlineData(KafkaPartitionBy.Transaction, "transaction_hash", KafkaRecordKey.TransactionHash)]
    public void A_partition_is_what_Javas_partitioner_gives_the_key(KafkaPartitionBy by, string name, KafkaRecordKey key)
    {
        var router = new RecordRouter(Layout(new() { Partitions = 12, PartitionBy = by }));
        var keyed = new RecordRouter(Layout(new() { Partitions = 12, PartitionBy = by, RecordKey = KafkaRecordKey.ItemId }));
        var partitions = new HashSet<int>();
        ForEachRecord((entity, index, _) =>
        {
            int partition = router.Route(_block, entity, index, out ReadOnlySpan<byte> bytes);
            Assert.Equal(KeyOf(key, entity, index), TextEncoding.UTF8.GetString(bytes));
            Assert.Equal(Murmur2.Partition(bytes, 12), partition);
            partitions.Add(partition);
            // The partition follows from the same field whatever the key is.
            Assert.Equal(partition, keyed.Route(_block, entity, index, out ReadOnlySpan<byte> itemId));
            Assert.Equal(KeyOf(KafkaRecordKey.ItemId, entity, index), TextEncoding.UTF8.GetString(itemId));
        });
        if (by == KafkaPartitionBy.Block) Assert.Single(partitions);
        else Assert.True(partitions.Count > 1);
        Assert.Equal($"12 partitions by {LayoutNames.Of(by)}, key {name}", Layout(new() { Partitions = 12, PartitionBy = by }).ToString());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(99, 0)]
    [InlineData(100, 1)]
    [InlineData(399, 3)]
    [InlineData(400, 0)]
    [InlineData(ulong.MaxValue, 0)] // 184467440737095516 ranges lie before it.
    public void Ranges_of_blocks_take_turns(ulong number, int expected)
    {
        var router = new RecordRouter(Layout(new() { Partitions = 4, BlocksPerRange = 100 }));
        _block.Header.Number = number;
        Assert.Equal(expected, router.Route(_block, Entity.Log, 0, out ReadOnlySpan<byte> key));
        Assert.True(key.IsEmpty);
        Assert.False(router.IsTrivial);
    }

    [Fact]
    public void One_partition_needs_no_routing_unless_there_is_a_key()
    {
        Assert.True(new RecordRouter(Layout(new() { PartitionBy = KafkaPartitionBy.Address })).IsTrivial);
        var keyed = new RecordRouter(Layout(new() { RecordKey = KafkaRecordKey.BlockNumber }));
        Assert.False(keyed.IsTrivial);
        Assert.Equal(0, keyed.Route(_block, Entity.Log, 0, out ReadOnlySpan<byte> key));
        Assert.Equal("17000000"u8.ToArray(), key.ToArray());
    }

    [Theory]
    [InlineData(1, KafkaPartitionBy.Address, null, false)]
    [InlineData(1, KafkaPartitionBy.BlockRange, KafkaRecordKey.BlockNumber, false)]
    [InlineData(1, KafkaPartitionBy.BlockRange, KafkaRecordKey.ItemId, true)]
    [InlineData(12, KafkaPartitionBy.BlockRange, null, false)]
    [InlineData(12, KafkaPartitionBy.Block, null, false)]
    [InlineData(12, KafkaPartitionBy.Address, null, true)]
    [InlineData(12, KafkaPartitionBy.Transaction, KafkaRecordKey.None, true)]
    [InlineData(12, KafkaPartitionBy.Block, KafkaRecordKey.Address, true)]
    public async Task Records_are_only_kept_for_the_sink_where_their_place_follows_from_them(int partitions, KafkaPartitionBy by, KafkaRecordKey? key, bool expected)
    {
        KafkaSinkOptions options = new() { BootstrapServers = "127.0.0.1:9", Partitions = partitions, PartitionBy = by, RecordKey = key };
        await using var sink = new KafkaSink(options, NullLogger.Instance);
        Assert.Equal(expected, sink.ReadsRecords);
    }

    [Fact]
    public void A_block_without_a_miner_has_no_address_and_a_partition_nevertheless()
    {
        var router = new RecordRouter(Layout(new() { Partitions = 5, PartitionBy = KafkaPartitionBy.Address }));
        _block.Header.Present &= ~HeaderFields.Miner;
        Assert.Equal(0, router.Route(_block, Entity.Block, 0, out ReadOnlySpan<byte> key));
        Assert.True(key.IsEmpty);
    }

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    private static TopicLayout Layout(KafkaSinkOptions options) => TopicLayout.From(options);

    private string KeyOf(KafkaRecordKey key, Entity entity, int index)
    {
        Span<byte> buffer = stackalloc byte[RecordField.MaxLength];
        return TextEncoding.UTF8.GetString(buffer[..RecordField.Write(key, _block, entity, index, buffer)]);
    }

    private void ForEachRecord(Action<Entity, int, JsonElement> check)
    {
        foreach (EncodedRecord record in _block.Encoded.Records)
        {
            using JsonDocument json = JsonDocument.Parse(_block.Encoded.GetMemory(record));
            check(record.Entity, record.Index, json.RootElement);
        }
    }
}
