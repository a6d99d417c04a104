using System.Text.Json;
using HighPerfChainSync.Host.Demo;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.UnitTests.Host;

public sealed class DemoCheckTests
{
    private const string Transfer = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

    [Fact]
    public void What_the_chain_holds_in_order_is_right()
    {
        TopicCheck check = Compare(Logs((1, "a_0"), (1, "a_1"), (2, "b_0")), "log_a_0", "log_a_1", "log_b_0");

        Assert.Null(check.Problem);
        Assert.Equal(3, check.Found);
        Assert.Equal(3, check.Expected);
    }

    [Fact]
    public void A_record_that_is_missing_is_found() =>
        Assert.Contains("record 1 is log_b_0", Compare(Logs((1, "a_0"), (2, "b_0")), "log_a_0", "log_a_1", "log_b_0").Problem, StringComparison.Ordinal);

    [Fact]
    public void A_last_record_that_is_missing_is_found() =>
        Assert.Contains("1 records where the chain has 2", Compare(Logs((1, "a_0")), "log_a_0", "log_a_1").Problem, StringComparison.Ordinal);

    [Fact]
    public void A_record_that_comes_twice_is_found() =>
        Assert.Contains("record 1 is log_a_0", Compare(Logs((1, "a_0"), (1, "a_0")), "log_a_0").Problem, StringComparison.Ordinal);

    [Fact]
    public void Blocks_out_of_order_are_found() =>
        Assert.Contains("of block 1, after block 2", Compare(Logs((2, "b_0"), (1, "a_0")), "log_b_0", "log_a_0").Problem, StringComparison.Ordinal);

    [Fact]
    public void An_empty_topic_of_a_chain_that_has_records_is_found() => Assert.NotNull(Compare([], "log_a_0").Problem);

    [Fact]
    public void A_log_is_a_transfer_by_its_first_topic_and_its_words()
    {
        string word = new('0', 64);
        using JsonDocument block = JsonDocument.Parse("""{"hash":"0xb","transactions":[{"hash":"0xt"}]}""");
        using JsonDocument receipts = JsonDocument.Parse($$"""
            [{"logs":[
              {"transactionHash":"0xt","logIndex":"0x9","topics":["{{Transfer}}","0x1","0x2"],"data":"0x{{word}}"},
              {"transactionHash":"0xt","logIndex":"0xa","topics":["{{Transfer}}","0x1","0x2","0x3"],"data":"0x"},
              {"transactionHash":"0xt","logIndex":"0xb","topics":["{{Transfer}}","0x1","0x2"],"data":"0x"},
              {"transactionHash":"0xt","logIndex":"0xc","topics":["0x1","0x1","0x2"],"data":"0x{{word}}"},
              {"transactionHash":"0xt","logIndex":"0xd","topics":[],"data":"0x{{word}}{{word}}{{word}}{{word}}"}]}]
            """);
        ChainContents contents = ChainContents.Empty(0, 0);

        contents.Add(block.RootElement, receipts.RootElement);

        Assert.Equal(["block_0xb"], contents.Ids(Entity.Block));
        Assert.Equal(["transaction_0xt"], contents.Ids(Entity.Transaction));
        Assert.Equal(["log_0xt_9", "log_0xt_10", "log_0xt_11", "log_0xt_12", "log_0xt_13"], contents.Ids(Entity.Log));
        Assert.Equal(["token_transfer_0xt_9", "token_transfer_0xt_10"], contents.Ids(Entity.TokenTransfer));
    }

    [Fact]
    public void The_samples_belong_together()
    {
        byte[][][] topics =
        [
            [Bytes("""{"hash":"b0"}"""), Bytes("""{"hash":"b1"}""")],
            [Bytes("""{"hash":"t0","block_hash":"b0"}"""), Bytes("""{"hash":"t1","block_hash":"b1"}""")],
            [Bytes("""{"item_id":"log_t0_0","transaction_hash":"t0"}"""), Bytes("""{"item_id":"log_t1_1","transaction_hash":"t1"}""")],
            [Bytes("""{"item_id":"token_transfer_t1_1"}""")],
        ];

        var samples = RecordSamples.Pick(topics).ToList();

        Assert.Equal([Entity.Block, Entity.Transaction, Entity.Log, Entity.TokenTransfer], samples.Select(s => s.Entity));
        Assert.Equal([topics[0][1], topics[1][1], topics[2][1], topics[3][0]], samples.Select(s => s.Record));
    }

    private static TopicCheck Compare(List<byte[]> records, params string[] ids) =>
        TopicCheck.Compare(Entity.Log, "chain_logs", records, ids);

    private static List<byte[]> Logs(params (int Block, string Id)[] logs) =>
        [.. logs.Select(l => Bytes($$"""{"item_id":"log_{{l.Id}}","block_number":{{l.Block}}}"""))];

    private static byte[] Bytes(string text) => TextEncoding.UTF8.GetBytes(text);
}
