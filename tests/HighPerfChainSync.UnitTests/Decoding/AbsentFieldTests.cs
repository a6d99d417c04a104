using System.Text.Json.Nodes;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Decoding;

/// <summary>Takes every field away and sets every field to null, one at a time.</summary>
public sealed class AbsentFieldTests
{
    private static readonly string[] s_requiredInBlock = ["number", "hash", "parentHash", "timestamp", "transactions"];

    private static readonly string[] s_requiredInTransaction =
        ["hash", "from", "transactionIndex", "gas", "value", "input", "blockHash", "blockNumber"];

    private static readonly string[] s_requiredInReceipt = ["transactionHash", "transactionIndex", "blockHash", "blockNumber", "logs"];

    private static readonly string[] s_requiredInLog =
        ["address", "topics", "data", "logIndex", "transactionHash", "transactionIndex", "blockHash", "blockNumber"];

    [Fact]
    public void Of_a_block() => CheckAll([], block: true, s_requiredInBlock);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_a_transaction(int index) => CheckAll(["transactions", index], block: true, [.. s_requiredInTransaction, "nonce"]);

    [Fact]
    public void Of_a_deposit() => CheckAll(["transactions", 4], block: true, s_requiredInTransaction);

    [Fact]
    public void Of_a_withdrawal() => CheckAll(["withdrawals", 1], block: true, ["index", "validatorIndex", "address", "amount"]);

    [Fact]
    public void Of_an_access_list() => CheckAll(["transactions", 1, "accessList", 0], block: true, ["address", "storageKeys"]);

    [Fact]
    public void Of_an_authorization() =>
        CheckAll(["transactions", 3, "authorizationList", 1], block: true, ["chainId", "address", "nonce", "yParity", "r", "s"]);

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Of_a_receipt(int index) => CheckAll([index], block: false, s_requiredInReceipt);

    [Fact]
    public void Of_a_log() => CheckAll([2, "logs", 1], block: false, s_requiredInLog);

    private static void CheckAll(object[] path, bool block, string[] required)
    {
        using var pool = new BlockDataPool();
        var root = block ? (JsonNode)SampleJson.Block() : SampleJson.Receipts();
        string[] fields = [.. At(root, path).Select(static property => property.Key)];
        Assert.Empty(required.Except(fields));
        foreach (string field in fields)
        {
            foreach (bool remove in (bool[])[true, false])
            {
                JsonNode changed = block ? SampleJson.Block() : SampleJson.Receipts();
                JsonObject target = At(changed, path);
                if (remove) target.Remove(field);
                else target[field] = null;

                BlockData data = pool.Rent("test");
                Action decode = () => DecodeWith(data, changed, block);
                if (required.Contains(field))
                {
                    var error = Assert.ThrowsAny<DecodeException>(decode);
                    Assert.EndsWith(field, error.Field, StringComparison.Ordinal);
                }
                else
                {
                    decode();
                }

                data.Return();
            }
        }
    }

    private static void DecodeWith(BlockData data, JsonNode changed, bool block)
    {
        Decode.Block((block ? changed : SampleJson.Block()).ToJsonString(), data);
        Decode.Receipts((block ? SampleJson.Receipts() : changed).ToJsonString(), data);
    }

    private static JsonObject At(JsonNode node, object[] path)
    {
        foreach (object step in path)
            node = step is int index ? node[index]! : node[(string)step]!;
        return node.AsObject();
    }
}
