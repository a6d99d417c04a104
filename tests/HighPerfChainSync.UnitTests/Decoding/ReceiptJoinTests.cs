using System.Text.Json;
using System.Text.Json.Nodes;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;
using HighPerfChainSync.Testing.Comparison;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Decoding;

public sealed class ReceiptJoinTests : IDisposable
{
    private readonly BlockDataPool _pool = new();
    private readonly BlockData _block;

    public ReceiptJoinTests() => _block = Decode.Block(SampleJson.Block().ToJsonString(), _pool.Rent("test"));

    public void Dispose()
    {
        _block.Return();
        _pool.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Receipts_may_come_in_any_order(int seed)
    {
        JsonNode?[] items = [.. SampleJson.Receipts().Select(static item => item!.DeepClone())];
        new Random(seed).Shuffle(items);
        Decode.Receipts(new JsonArray(items).ToJsonString(), _block);
        AssertWhole();
    }

    [Fact]
    public void The_hash_counts_and_not_the_position()
    {
        // Each receipt claims its neighbour's position; the hashes are right.
        JsonArray receipts = SampleJson.Receipts();
        for (int i = 0; i < receipts.Count; i++)
            receipts[i]!["transactionIndex"] = SampleJson.Quantity((ulong)((i + 1) % receipts.Count));
        Decode.Receipts(receipts.ToJsonString(), _block);
        for (int i = 0; i < receipts.Count; i++)
            Assert.Equal(21000UL * (ulong)(i + 1), _block.Transactions[i].CumulativeGasUsed);
        Assert.Equal(BlockFindings.ReceiptIndex | BlockFindings.LogTransactionIndex, _block.Findings);
    }

    [Fact]
    public void Logs_are_put_in_order_within_a_receipt()
    {
        JsonArray receipts = SampleJson.Receipts();
        JsonArray logs = receipts[3]!["logs"]!.AsArray();
        JsonNode first = logs[0]!;
        logs.RemoveAt(0);
        logs.Add(first);
        Decode.Receipts(receipts.ToJsonString(), _block);
        AssertWhole();
    }

    [Fact]
    public void Receipts_may_come_one_by_one()
    {
        var decoder = new BlockDecoder(new UnknownFields());
        foreach (int index in (int[])[3, 0, 4, 1, 2])
        {
            decoder.DecodeReceipt(new(JsonSerializer.SerializeToUtf8Bytes(SampleJson.Receipt(index))), _block);
        }

        decoder.Complete(_block);
        AssertWhole();
    }

    [Fact]
    public void A_receipt_that_fails_alone_leaves_nothing_behind()
    {
        var decoder = new BlockDecoder(new UnknownFields());
        JsonObject wrong = SampleJson.Receipt(0);
        wrong["gasUsed"] = "much";
        foreach (JsonObject receipt in (JsonObject[])[wrong, .. Enumerable.Range(0, SampleJson.TransactionCount).Select(SampleJson.Receipt)])
        {
            byte[] json = JsonSerializer.SerializeToUtf8Bytes(receipt);
            Action decode = () => decoder.DecodeReceipt(new(json), _block);
            if (receipt != wrong) decode();
            else Assert.Equal("receipt.gasUsed", Assert.Throws<DecodeException>(decode).Field);
        }

        decoder.Complete(_block);
        AssertWhole();
    }

    [Fact]
    public void Receipts_start_over_when_they_come_again()
    {
        JsonArray wrong = SampleJson.Receipts();
        wrong[3]!["gasUsed"] = "much";
        Assert.Throws<DecodeException>(() => Decode.Receipts(wrong.ToJsonString(), _block));
        int arena = _block.Arena.Length;
        Decode.Receipts(SampleJson.Receipts().ToJsonString(), _block);
        Decode.Receipts(SampleJson.Receipts().ToJsonString(), _block);
        AssertWhole();
        Assert.True(_block.Arena.Length > arena);
        Assert.Single(_block.Rollup.Items.ToArray());
    }

    [Fact]
    public void A_missing_receipt_is_named() => AssertInconsistent(receipts => receipts.RemoveAt(2), SampleJson.Hash("transaction 2"));

    [Fact]
    public void No_receipts_at_all_are_not_an_empty_block() => AssertInconsistent(static receipts => receipts.Clear(), "5 of 5");

    [Fact]
    public void A_null_receipt_is_named() => AssertInconsistent(static receipts => receipts[1] = null, "receipt 1 is null");

    [Fact]
    public void A_second_receipt_is_named() =>
        AssertInconsistent(static receipts => receipts.Add(SampleJson.Receipt(1)), SampleJson.Hash("transaction 1"));

    [Fact]
    public void A_receipt_of_another_block_is_named() =>
        AssertInconsistent(static receipts => receipts[1]!["transactionHash"] = SampleJson.Hash("stranger"), SampleJson.Hash("stranger"));

    [Fact]
    public void Two_logs_with_one_index_have_no_order() =>
        AssertInconsistent(static receipts => receipts[1]!["logs"]![1]!["logIndex"] = "0x2", "index 2");

    [Fact]
    public void Receipts_before_their_block_are_refused()
    {
        BlockData empty = _pool.Rent("empty");
        var error = Assert.Throws<ChainSyncException>(() => Decode.Receipts("[]", empty));
        Assert.Equal(ChainSyncError.InconsistentData, error.Error);
        empty.Return();
    }

    [Fact]
    public void Twins_get_a_receipt_each()
    {
        // Some chains list a transaction twice.
        JsonObject block = SampleJson.Block();
        JsonArray transactions = block["transactions"]!.AsArray();
        JsonObject twin = SampleJson.Transaction(4);
        twin["transactionIndex"] = "0x5";
        transactions.Add(twin);
        JsonArray receipts = SampleJson.Receipts();
        JsonObject second = SampleJson.Receipt(4);
        second["logs"] = new JsonArray();
        receipts.Add(second);

        Decode.Receipts(receipts.ToJsonString(), Decode.Block(block.ToJsonString(), _block));
        Assert.Equal(2, _block.Transactions[4].LogCount);
        Assert.Equal(0, _block.Transactions[5].LogCount);
    }

    [Theory]
    [InlineData("blockHash", BlockFindings.ReceiptBlockHash)]
    [InlineData("blockNumber", BlockFindings.ReceiptBlockNumber)]
    [InlineData("transactionIndex", BlockFindings.ReceiptIndex | BlockFindings.LogTransactionIndex)]
    [InlineData("from", BlockFindings.ReceiptTransactionFields)]
    [InlineData("to", BlockFindings.ReceiptTransactionFields)]
    [InlineData("type", BlockFindings.ReceiptTransactionFields)]
    public void What_does_not_fit_in_a_receipt_is_found(string field, BlockFindings expected) =>
        AssertFindings(null, receipts => receipts[1]![field] = Other(field), expected);

    [Theory]
    [InlineData("blockHash", BlockFindings.LogBlockHash)]
    [InlineData("blockNumber", BlockFindings.LogBlockNumber)]
    [InlineData("transactionHash", BlockFindings.LogTransactionHash)]
    [InlineData("transactionIndex", BlockFindings.LogTransactionIndex)]
    [InlineData("blockTimestamp", BlockFindings.BlockTimestamp)]
    [InlineData("logIndex", BlockFindings.LogIndexOrder)]
    public void What_does_not_fit_in_a_log_is_found(string field, BlockFindings expected) =>
        AssertFindings(null, receipts => receipts[1]!["logs"]![1]![field] = Other(field), expected);

    [Theory]
    [InlineData("blockHash", BlockFindings.TransactionBlockHash)]
    [InlineData("blockNumber", BlockFindings.TransactionBlockNumber)]
    [InlineData("transactionIndex", BlockFindings.TransactionIndex | BlockFindings.ReceiptIndex)]
    [InlineData("blockTimestamp", BlockFindings.BlockTimestamp)]
    public void What_does_not_fit_in_a_transaction_is_found(string field, BlockFindings expected) =>
        AssertFindings(block => block["transactions"]![1]![field] = Other(field), null, expected);

    private static string Other(string field) => field switch
    {
        "blockHash" or "transactionHash" => SampleJson.Hash("other"),
        "from" or "to" => SampleJson.Address("other"),
        _ => "0x77",
    };

    private void AssertFindings(Action<JsonObject>? changeBlock, Action<JsonArray>? changeReceipts, BlockFindings expected)
    {
        JsonObject block = SampleJson.Block();
        JsonArray receipts = SampleJson.Receipts();
        changeBlock?.Invoke(block);
        changeReceipts?.Invoke(receipts);
        Decode.Receipts(receipts.ToJsonString(), Decode.Block(block.ToJsonString(), _block));
        Assert.Equal(expected, _block.Findings);
    }

    private void AssertInconsistent(Action<JsonArray> change, string expected)
    {
        JsonArray receipts = SampleJson.Receipts();
        change(receipts);
        var error = Assert.Throws<BlockCheckException>(() => Decode.Receipts(receipts.ToJsonString(), _block));
        Assert.Equal(ChainSyncError.InconsistentData, error.Error);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains("Block 4660 ", error.Message, StringComparison.Ordinal);
    }

    private void AssertWhole()
    {
        var comparer = new BlockComparer(_block, "sample");
        comparer.CompareBlock(JsonSerializer.SerializeToElement(SampleJson.Block()));
        comparer.CompareReceipts(JsonSerializer.SerializeToElement(SampleJson.Receipts()));
        for (int i = 0; i < _block.Logs.Count; i++) Assert.Equal((uint)i, _block.Logs[i].LogIndex);
        Assert.Equal(BlockFindings.None, _block.Findings);
    }
}
