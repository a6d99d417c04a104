using System.Text.Json;
using System.Text.Json.Nodes;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Testing.Comparison;

namespace HighPerfChainSync.UnitTests.Decoding;

public sealed class SampleBlockTests : IDisposable
{
    private readonly BlockDataPool _pool = new();
    private readonly BlockData _block;

    public SampleBlockTests() => _block = _pool.Rent("test");

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    [Fact]
    public void Every_field_has_its_value()
    {
        DecodeBoth(SampleJson.Block(), SampleJson.Receipts());
        CompareWith(SampleJson.Block(), SampleJson.Receipts());
        Assert.Equal(BlockFindings.None, _block.Findings);
        Assert.Equal(SampleJson.Number, _block.Header.Number);
        Assert.Equal(SampleJson.Hash("block"), _block.Header.Hash.ToString());
        Assert.Equal(SampleJson.TransactionCount, _block.Transactions.Count);
        Assert.Equal("281474976710656000000000000000001", _block.Transactions[0].Value.ToString());
        Assert.Equal(new UInt256(0x8000000000000000), _block.Withdrawals[1].Amount);
    }

    [Fact]
    public void Every_known_field_is_in_the_sample()
    {
        DecodeBoth(SampleJson.Block(), SampleJson.Receipts());
        HeaderFields header = 0;
        foreach (HeaderFields field in Enum.GetValues<HeaderFields>()) header |= field;
        // Those that only a chain's profile can name.
        header &= ~(HeaderFields.Extra0 | HeaderFields.Extra1 | HeaderFields.Extra2 | HeaderFields.Extra3);
        Assert.Equal(header, _block.Header.Present);

        TransactionFields expected = 0;
        foreach (TransactionFields field in Enum.GetValues<TransactionFields>()) expected |= field;
        TransactionFields present = 0;
        foreach (TransactionRecord transaction in _block.Transactions.Items) present |= transaction.Present;
        Assert.Equal(expected & ~TransactionFields.EmptyRoot, present);

        RollupFields rollup = 0;
        foreach (RollupFields field in Enum.GetValues<RollupFields>()) rollup |= field;
        Assert.Equal(rollup, _block.Rollup[0].Present);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Order_of_fields_makes_no_difference(int seed)
    {
        var random = new Random(seed);
        JsonNode block = Shuffle(SampleJson.Block(), random);
        JsonNode receipts = Shuffle(SampleJson.Receipts(), random);
        DecodeBoth(block, receipts);
        CompareWith(block, receipts);
        Assert.Equal(BlockFindings.None, _block.Findings);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void Segments_of_any_size_make_no_difference(int size)
    {
        byte[] block = JsonSerializer.SerializeToUtf8Bytes(SampleJson.Block());
        byte[] receipts = JsonSerializer.SerializeToUtf8Bytes(SampleJson.Receipts());
        Decode.Receipts(Segments.Fixed(receipts, size), Decode.Block(Segments.Fixed(block, size), _block));
        CompareWith(SampleJson.Block(), SampleJson.Receipts());
    }

    [Fact]
    public void Unknown_fields_are_skipped_and_counted()
    {
        JsonObject block = SampleJson.Block();
        block["sendRoot"] = SampleJson.Hash("send");
        block["nested"] = new JsonObject { ["number"] = "0x9999", ["list"] = new JsonArray(1, 2, new JsonArray()) };
        foreach (JsonNode? transaction in block["transactions"]!.AsArray()) transaction!["l1Type"] = 1;
        JsonArray receipts = SampleJson.Receipts();
        receipts[0]!["logs"]![0]!["extra"] = "x";

        var unknown = new UnknownFields();
        Decode.Block(Decode.Sequence(block.ToJsonString()), _block, unknown);
        Decode.Receipts(Decode.Sequence(receipts.ToJsonString()), _block, unknown);
        CompareWith(SampleJson.Block(), SampleJson.Receipts());
        Assert.Equal(
            new Dictionary<string, long> { ["block.nested"] = 1, ["block.sendRoot"] = 1, ["log.extra"] = 1, ["transaction.l1Type"] = 5 },
            unknown.Counts);
    }

    [Fact]
    public void Escapes_in_names_and_values_are_read()
    {
        string block = SampleJson.Block().ToJsonString()
            .Replace("\"stateRoot\":\"0x", "\"state\\u0052oot\":\"\\u0030x", StringComparison.Ordinal)
            .Replace("\"gasLimit\":\"0x", "\"gasLimit\":\"0\\u0078", StringComparison.Ordinal)
            .Replace("\"extraData\":\"0x", "\"extraData\":\"0\\u0078", StringComparison.Ordinal);
        Decode.Receipts(SampleJson.Receipts().ToJsonString(), Decode.Block(block, _block));
        CompareWith(SampleJson.Block(), SampleJson.Receipts());
    }

    private void DecodeBoth(JsonNode block, JsonNode receipts) =>
        Decode.Receipts(receipts.ToJsonString(), Decode.Block(block.ToJsonString(), _block));

    private void CompareWith(JsonNode block, JsonNode receipts)
    {
        var comparer = new BlockComparer(_block, "sample");
        comparer.CompareBlock(JsonSerializer.SerializeToElement(block));
        comparer.CompareReceipts(JsonSerializer.SerializeToElement(receipts));
        Assert.Empty(comparer.Unknown);
    }

    private static JsonNode Shuffle(JsonNode node, Random random)
    {
        switch (node)
        {
            case JsonObject source:
                KeyValuePair<string, JsonNode?>[] properties = [.. source];
                random.Shuffle(properties);
                return new JsonObject(properties.Select(property =>
                    KeyValuePair.Create(property.Key, property.Value is null ? null : Shuffle(property.Value, random))));
            case JsonArray source:
                return new JsonArray([.. source.Select(item => item is null ? null : Shuffle(item, random))]);
            default:
                return node.DeepClone();
        }
    }
}
