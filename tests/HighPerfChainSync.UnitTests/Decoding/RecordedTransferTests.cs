using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Decoding;

/// <summary>The token transfers of recorded answers against the output of the ETL tool for the same answers.</summary>
public sealed class RecordedTransferTests
{
    [Theory]
    [InlineData("edge_cases_256_259", "stream_edge_cases_256_259.B1.jsonl")]
    [InlineData("blocks_1755634_1755635", "stream_1755634_1755635.B1.jsonl")]
    public void Equal_those_of_the_tool(string folder, string output)
    {
        string root = Path.Combine(SharedData.RequireChainData(), "etl");
        List<string> expected = [.. File.ReadLines(Path.Combine(root, output)).Select(ToText).OfType<string>()];
        List<string> actual = [];
        using var pool = new BlockDataPool();
        foreach (string path in Directory.EnumerateFiles(Path.Combine(root, folder), "*eth_getBlockByNumber_0x*_true.json").Order(StringComparer.Ordinal))
        {
            BlockData block = DecodeCase(path, pool.Rent("test"));
            foreach (TokenTransferRecord transfer in block.TokenTransfers.Items)
                actual.Add($"{block.Header.Number} {transfer.LogIndex} {transfer.TokenAddress} {transfer.From} {transfer.To} {transfer.Value}");
            block.Return();
        }

        Assert.Equal(expected, actual);
    }

    private static BlockData DecodeCase(string path, BlockData block)
    {
        var decoder = new BlockDecoder(new UnknownFields());
        decoder.DecodeBlock(ResultOf(path), block);
        foreach (string hash in block.Transactions.Items.ToArray().Select(static transaction => transaction.Hash.ToString()))
        {
            string receipt = Path.Combine(Path.GetDirectoryName(path)!, $"web3_response.eth_getTransactionReceipt_{hash}.json");
            decoder.DecodeReceipt(ResultOf(receipt), block);
        }

        decoder.Complete(block);
        return block;
    }

    private static ReadOnlySequence<byte> ResultOf(string path)
    {
        using JsonDocument response = JsonDocument.Parse(File.ReadAllBytes(path));
        return new ReadOnlySequence<byte>(JsonSerializer.SerializeToUtf8Bytes(response.RootElement.GetProperty("result")));
    }

    private static string? ToText(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        JsonElement record = json.RootElement;
        if (record.GetProperty("type").GetString() != "token_transfer") return null;
        return $"{record.GetProperty("block_number")} {record.GetProperty("log_index")} {record.GetProperty("token_address")} "
            + $"{record.GetProperty("from_address")} {record.GetProperty("to_address")} {record.GetProperty("value").GetRawText()}";
    }
}
