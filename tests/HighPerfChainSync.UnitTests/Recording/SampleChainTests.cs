using System.Text.Json;
using HighPerfChainSync.Decoding;
using HighPerfChainSync.Records;
using HighPerfChainSync.ReplayNode.Recording;

namespace HighPerfChainSync.UnitTests.Recording;

/// <summary>The shipped recording has what it is shipped for.</summary>
public sealed class SampleChainTests
{
    [Fact]
    public void Blocks_follow_from_one_another_and_fill_the_range()
    {
        using RecordingReader reader = SampleChain.OpenReader();
        ulong next = reader.Header.First;
        string? parent = null;
        while (reader.TryRead(out RecordingEntry entry))
        {
            if (entry.Method != "eth_getBlockByNumber") continue;
            using JsonDocument document = JsonDocument.Parse(entry.Result);
            JsonElement block = document.RootElement;
            Assert.Equal($"0x{next:x}", block.GetProperty("number").GetString());
            if (parent is not null) Assert.Equal(parent, block.GetProperty("parentHash").GetString());
            parent = block.GetProperty("hash").GetString();
            next++;
        }

        Assert.Equal(reader.Header.Last + 1, next);
        Assert.InRange(reader.Header.Last - reader.Header.First + 1, 300UL, 999UL);
    }

    [Fact]
    public void Every_type_of_transaction_occurs_often_enough_to_test_with()
    {
        SampleChainContent content = SampleChainContent.Read();
        foreach (string type in (string[])["0x0", "0x1", "0x2", "0x3", "0x4"])
            Assert.True(content.ByType.GetValueOrDefault(type) >= 2, $"type {type}: {content.ByType.GetValueOrDefault(type)}");
        Assert.InRange(content.AccessLists, 10, int.MaxValue);
        Assert.InRange(content.BlobHashes, 3, int.MaxValue);
        Assert.InRange(content.Authorizations, 5, int.MaxValue);
    }

    [Fact]
    public void Creations_failures_empty_blocks_and_logs_of_every_shape_occur()
    {
        SampleChainContent content = SampleChainContent.Read();
        Assert.InRange(content.Creations, 20, int.MaxValue);
        Assert.InRange(content.CreatesInTraces - content.Creations, 20, int.MaxValue);
        Assert.InRange(content.Suicides, 2, int.MaxValue);
        Assert.InRange(content.Failed, 20, int.MaxValue);
        Assert.InRange(content.FailedCreations, 2, int.MaxValue);
        Assert.InRange(content.EmptyBlocks, 10, int.MaxValue);
        Assert.InRange(content.MostLogs, 500, int.MaxValue);
        Assert.InRange(content.MostTransactions, 150, int.MaxValue);
        for (int topics = 0; topics <= 4; topics++) Assert.InRange(content.LogsByTopics[topics], 100, int.MaxValue);
        Assert.InRange(content.LogsWithoutData, 10, int.MaxValue);
    }

    [Fact]
    public void Token_transfers_of_each_standard_and_the_calls_that_describe_tokens_are_recorded()
    {
        SampleChainContent content = SampleChainContent.Read();
        Assert.InRange(content.Erc20Transfers, 100, int.MaxValue);
        Assert.InRange(content.Erc721Transfers, 20, int.MaxValue);
        Assert.InRange(content.Erc1155Single, 20, int.MaxValue);
        Assert.InRange(content.Erc1155Batch, 10, int.MaxValue);
        Assert.InRange(content.ByMethod["eth_getCode"], 20, int.MaxValue);
        Assert.InRange(content.ByMethod["eth_call"], 60, int.MaxValue);
        Assert.InRange(content.FailedCalls, 5, int.MaxValue);
    }

    [Fact]
    public void Each_block_has_its_receipts_and_its_traces_in_both_dialects()
    {
        SampleChainContent content = SampleChainContent.Read();
        int blocks = content.ByMethod["eth_getBlockByNumber"];
        Assert.Equal(blocks, content.ByMethod["eth_getBlockReceipts"]);
        Assert.Equal(blocks, content.ByMethod["trace_block"]);
        Assert.Equal(blocks, content.ByMethod["debug_traceBlockByNumber"]);
    }

    [Fact]
    public void Every_block_decodes_with_nothing_odd_about_it()
    {
        var decoder = new BlockDecoder(new UnknownFields());
        using var pool = new BlockDataPool();
        using RecordingReader recording = SampleChain.OpenReader();
        BlockData block = pool.Rent("test");
        while (recording.TryRead(out RecordingEntry entry))
        {
            if (entry.Method is not ("eth_getBlockByNumber" or "eth_getBlockReceipts")) continue;
            if (entry.Method == "eth_getBlockByNumber")
            {
                block.Return();
                block = pool.Rent("test");
                decoder.DecodeBlock(new(entry.Result), block);
            }
            else
            {
                decoder.DecodeReceipts(new(entry.Result), block);
                decoder.Complete(block);
                Assert.Equal(BlockFindings.None, block.Findings & ~BlockFindings.UnknownField);
            }
        }

        block.Return();
    }
}
