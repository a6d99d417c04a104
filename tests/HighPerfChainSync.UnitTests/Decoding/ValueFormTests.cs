using System.Text.Json.Nodes;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Decoding;

/// <summary>The forms in which nodes send a value, and those that are refused with the name of the field.</summary>
public sealed class ValueFormTests : IDisposable
{
    private readonly BlockDataPool _pool = new();
    private readonly BlockData _block;

    public ValueFormTests() => _block = _pool.Rent("test");

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    [Theory]
    [InlineData("gasUsed", "\"0x00ff\"", 255)]
    [InlineData("gasUsed", "\"0XfF\"", 255)]
    [InlineData("gasUsed", "255", 255)]
    [InlineData("gasUsed", "\"0x0000000000000000000000000000000000000000000000000000000000000000000000ff\"", 255)]
    public void Quantities_have_several_forms(string field, string value, ulong expected)
    {
        Decode.Block(WithField(SampleJson.Block(), field, value), _block);
        Assert.Equal(expected, _block.Header.GasUsed);
    }

    [Fact]
    public void A_json_number_may_have_256_bits()
    {
        Decode.Block(WithField(SampleJson.Block(), "difficulty", UInt256.MaxValue.ToString()), _block);
        Assert.Equal(UInt256.MaxValue, _block.Header.Difficulty);
    }

    [Theory]
    [InlineData("gasUsed", "\"0x10000000000000000\"")]
    [InlineData("gasUsed", "18446744073709551616")]
    [InlineData("gasUsed", "-1")]
    [InlineData("gasUsed", "1.0")]
    [InlineData("gasUsed", "1e3")]
    [InlineData("gasUsed", "true")]
    [InlineData("gasUsed", "{}")]
    [InlineData("gasUsed", "[]")]
    [InlineData("gasUsed", "\"\"")]
    [InlineData("gasUsed", "\"0x\"")]
    [InlineData("gasUsed", "\"12\"")]
    [InlineData("gasUsed", "\"0xg0\"")]
    [InlineData("gasUsed", "\"0x1 \"")]
    [InlineData("gasUsed", "\"\\ud800\"")]
    [InlineData("difficulty", "\"0x10000000000000000000000000000000000000000000000000000000000000000\"")]
    [InlineData("difficulty", "115792089237316195423570985008687907853269984665640564039457584007913129639936")]
    [InlineData("hash", "\"0x12\"")]
    [InlineData("hash", "17")]
    [InlineData("hash", "\"0xzz45678901234567890123456789012345678901234567890123456789012345\"")]
    [InlineData("miner", "\"\"")]
    [InlineData("extraData", "\"0x123\"")]
    [InlineData("extraData", "\"1234\"")]
    [InlineData("extraData", "\"0x12g4\"")]
    [InlineData("extraData", "5")]
    [InlineData("logsBloom", "\"0x00\"")]
    [InlineData("uncles", "{}")]
    [InlineData("uncles", "[\"0x12\"]", "uncles[0]")]
    [InlineData("withdrawals", "[{}]", "withdrawals[0].index")]
    [InlineData("withdrawals", "[1]", "withdrawals[0]")]
    [InlineData("withdrawals", "\"0x\"")]
    [InlineData("transactions", "{}")]
    [InlineData("transactions", "[\"0x1234\"]", "transactions[0]")]
    [InlineData("transactions", "[null]", "transactions[0]")]
    public void Other_forms_are_refused_with_the_field(string field, string value, string? path = null)
    {
        string json = WithField(SampleJson.Block(), field, value);
        foreach (int size in (int[])[1, 3, 1 << 20])
        {
            var error = Assert.Throws<DecodeException>(
                () => Decode.Block(Segments.Fixed(System.Text.Encoding.UTF8.GetBytes(json), size), _block));
            Assert.Equal(path ?? field, error.Field);
            Assert.Contains(error.Field, error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("transactions[1].value", "\"wei\"")]
    [InlineData("transactions[3].authorizationList[1].r", "\"0x\"")]
    [InlineData("transactions[2].accessList[0].storageKeys[1]", "\"0x01\"")]
    [InlineData("receipts[2].logs[0].topics[1]", "\"0x01\"")]
    [InlineData("receipts[4].l1FeeScalar", "\"0x1\"")]
    [InlineData("receipts[4].l1FeeScalar", "\"1.\"")]
    [InlineData("receipts[4].l1FeeScalar", "\"1.2.3\"")]
    [InlineData("receipts[0].status", "\"ok\"")]
    [InlineData("receipts[1].logs[0].removed", "\"no\"")]
    [InlineData("receipts[1].logs", "17")]
    public void An_error_says_where(string path, string value)
    {
        JsonObject root = new() { ["transactions"] = null, ["receipts"] = SampleJson.Receipts() };
        JsonObject block = SampleJson.Block();
        root["transactions"] = block["transactions"]!.DeepClone();
        Set(root, path, value);
        block["transactions"] = root["transactions"]!.DeepClone();

        var error = Assert.Throws<DecodeException>(() =>
        {
            Decode.Block(block.ToJsonString(), _block);
            Decode.Receipts(root["receipts"]!.ToJsonString(), _block);
        });
        Assert.Equal(path, error.Field);
        Assert.Equal(SampleJson.Number, error.BlockNumber ?? SampleJson.Number);
        Assert.Contains(value.Trim('"'), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_four_topics_are_refused()
    {
        JsonArray receipts = SampleJson.Receipts();
        JsonArray topics = receipts[4]!["logs"]![1]!["topics"]!.AsArray();
        Assert.Equal(4, topics.Count);
        topics.Add(SampleJson.Hash("fifth"));
        Decode.Block(SampleJson.Block().ToJsonString(), _block);
        var error = Assert.Throws<DecodeException>(() => Decode.Receipts(receipts.ToJsonString(), _block));
        Assert.Equal("receipts[4].logs[1].topics[4]", error.Field);
    }

    [Fact]
    public void A_field_that_appears_twice_is_refused()
    {
        string json = SampleJson.Block().ToJsonString();
        json = json[..^1] + ",\"transactions\":[]}";
        var error = Assert.Throws<DecodeException>(() => Decode.Block(json, _block));
        Assert.Equal("transactions", error.Field);
    }

    [Fact]
    public void Receipts_have_several_forms()
    {
        JsonArray receipts = SampleJson.Receipts();
        receipts[0]!["effectiveGasPrice"] = "";
        receipts[1]!["effectiveGasPrice"] = "0x";
        receipts[1]!["logsBloom"] = "0x";
        receipts[1]!["root"] = "0x";
        receipts[2]!["status"] = 0;
        receipts[3]!["logs"]![0]!.AsObject().Remove("removed");
        receipts[4]!["logs"]![0]!["removed"] = true;
        Decode.Receipts(receipts.ToJsonString(), Decode.Block(SampleJson.Block().ToJsonString(), _block));

        Assert.False(_block.Transactions[0].Has(TransactionFields.EffectiveGasPrice));
        Assert.False(_block.Transactions[1].Has(TransactionFields.EffectiveGasPrice));
        Assert.True(_block.Transactions[1].Has(TransactionFields.ReceiptBloom));
        Assert.True(_block.Transactions[1].ReceiptBloom.IsEmpty);
        Assert.True(_block.Transactions[1].Has(TransactionFields.EmptyRoot));
        Assert.False(_block.Transactions[1].Has(TransactionFields.Root));
        Assert.True(_block.Transactions[2].Has(TransactionFields.Status));
        Assert.Equal(0UL, _block.Transactions[2].Status);
        Assert.Equal(BlockFindings.LogRemoved, _block.Findings);
    }

    [Fact]
    public void Lists_have_two_forms()
    {
        JsonObject block = SampleJson.Block();
        JsonNode entry = block["transactions"]![1]!["accessList"]![0]!;
        entry["storage_keys"] = entry["storageKeys"]!.DeepClone();
        entry.AsObject().Remove("storageKeys");
        block["transactions"]![3]!["authorizationList"] = new JsonArray(new JsonObject
        {
            ["chain_id"] = 945,
            ["address"] = SampleJson.Address("delegate"),
            ["nonce"] = "0x1",
            ["signature"] = new JsonObject { ["odd_y_parity"] = true, ["r"] = "0x11", ["s"] = "0x12" },
        });
        block["balHash"] = block["blockAccessListHash"]!.DeepClone();
        block.Remove("blockAccessListHash");
        Decode.Block(block.ToJsonString(), _block);

        Assert.Equal(64, _block.AccessList[0].StorageKeys.Length);
        AuthorizationRecord authorization = _block.Authorizations[0];
        Assert.Equal(new UInt256(945), authorization.ChainId);
        Assert.Equal(new UInt256(1), authorization.YParity);
        Assert.Equal(new UInt256(0x11), authorization.R);
        Assert.Equal(new UInt256(0x12), authorization.S);
        Assert.Equal(SampleJson.Hash("access"), _block.Header.BlockAccessListHash.ToString());
    }

    private static string WithField(JsonObject block, string field, string json)
    {
        block[field] = "\u0001";
        return block.ToJsonString().Replace("\"\\u0001\"", json, StringComparison.Ordinal);
    }

    private static void Set(JsonNode node, string path, string json)
    {
        string[] steps = path.Replace("]", "", StringComparison.Ordinal).Split('.', '[');
        foreach (string step in steps[..^1])
            node = node is JsonArray array ? array[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!;
        JsonNode? value = JsonNode.Parse(json);
        if (node is JsonArray list) list[int.Parse(steps[^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        else node[steps[^1]] = value;
    }
}
