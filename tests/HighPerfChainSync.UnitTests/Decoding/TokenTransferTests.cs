using System.Text.Json.Nodes;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Decoding;

public sealed class TokenTransferTests
{
    private const string Amount = "00000000000000000000000000000000000000000000000000000000000003e8";

    private static readonly string s_payer = SampleJson.Word("payer");
    private static readonly string s_payee = SampleJson.Word("payee");

    public static TheoryData<string[], string, string?> Forms => new()
    {
        { [SampleJson.TransferTopic, s_payer, s_payee], "0x" + Amount, "1000" },
        { [SampleJson.TransferTopic, s_payer, s_payee, "0x" + Amount], "0x", "1000" },
        { [SampleJson.TransferTopic], "0x" + s_payer[2..] + s_payee[2..] + Amount, "1000" },
        { [SampleJson.TransferTopic, s_payer], "0x" + s_payee[2..] + Amount, "1000" },
        { [SampleJson.TransferTopic.ToUpperInvariant().Replace("0X", "0x", StringComparison.Ordinal), s_payer, s_payee], "0x" + Amount, "1000" },
        { [SampleJson.TransferTopic, s_payer, s_payee], "0x0a", "10" }, // A short word spells a number.
        { [SampleJson.TransferTopic, s_payer, s_payee], "0x" + new string('f', 64), UInt256.MaxValue.ToString() },
        { [SampleJson.TransferTopic, s_payer, s_payee], "0x", null },
        { [SampleJson.TransferTopic, s_payer, s_payee], "0x" + Amount + "00", null },
        { [SampleJson.TransferTopic, s_payer, s_payee, s_payee], "0x" + Amount, null },
        { [SampleJson.Hash("other event"), s_payer, s_payee], "0x" + Amount, null },
        { [], "0x" + s_payer[2..] + s_payee[2..] + Amount, null },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Of_a_log(string[] topics, string data, string? value)
    {
        JsonArray receipts = SampleJson.Receipts();
        foreach (JsonNode? receipt in receipts) receipt!["logs"] = new JsonArray();
        JsonObject log = SampleJson.Log(2, 0, 0);
        log["topics"] = new JsonArray([.. topics.Select(static topic => JsonValue.Create(topic))]);
        log["data"] = data;
        receipts[2]!["logs"] = new JsonArray(log);

        using var pool = new BlockDataPool();
        BlockData block = Decode.Receipts(receipts.ToJsonString(), Decode.Block(SampleJson.Block().ToJsonString(), pool.Rent("test")));
        Assert.Equal(value is null ? 0 : 1, block.TokenTransfers.Count);
        if (value is not null)
        {
            TokenTransferRecord transfer = block.TokenTransfers[0];
            Assert.Equal(SampleJson.Address("token"), transfer.TokenAddress.ToString());
            Assert.Equal(SampleJson.Address("payer"), transfer.From.ToString());
            Assert.Equal(SampleJson.Address("payee"), transfer.To.ToString());
            Assert.Equal(value, transfer.Value.ToString());
            Assert.Equal(4U, transfer.LogIndex);
            Assert.Equal(2, transfer.TransactionOrdinal);
        }

        block.Return();
    }
}
