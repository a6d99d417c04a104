using HighPerfChainSync.Primitives;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.UnitTests.Rpc;

public sealed class RpcBatchTests
{
    [Fact]
    public void Calls_are_written_as_json_rpc()
    {
        Hash256 hash = Hash256.Parse("0x" + new string('1', 62) + "ab");
        var batch = new RpcBatch();
        batch.AddBlock(0, full: false);
        batch.AddBlock(ulong.MaxValue, full: true);
        batch.AddBlockReceipts(hash, 7);
        batch.AddBlockReceipts(18);
        batch.AddTransactionReceipt(hash, 7);
        Assert.Equal(5, batch.WriteRequest(100));
        string expected = $$"""
            [{"jsonrpc":"2.0","id":1,"method":"eth_getBlockByNumber","params":["0x0",false]},
            {"jsonrpc":"2.0","id":2,"method":"eth_getBlockByNumber","params":["0xffffffffffffffff",true]},
            {"jsonrpc":"2.0","id":3,"method":"eth_getBlockReceipts","params":["{{hash}}"]},
            {"jsonrpc":"2.0","id":4,"method":"eth_getBlockReceipts","params":["0x12"]},
            {"jsonrpc":"2.0","id":5,"method":"eth_getTransactionReceipt","params":["{{hash}}"]}]
            """.ReplaceLineEndings("");
        Assert.Equal(expected, Text(batch));
        Assert.Equal(7UL, batch.BlockOf(4));
        Assert.Equal("eth_getBlockReceipts", batch.MethodOf(3));
    }

    [Fact]
    public void One_call_is_written_as_an_object()
    {
        var batch = new RpcBatch();
        batch.Add("eth_chainId"u8, "[]"u8);
        Assert.Equal(1, batch.WriteRequest(10));
        Assert.Equal("""{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}""", Text(batch));
        Assert.Null(batch.BlockOf(0));
    }

    [Fact]
    public void A_cleared_batch_is_as_new()
    {
        RpcBatch batch = Endpoint.Batch(40);
        batch.WriteRequest(40);
        batch.MarkFailed(3, new RpcFault(HighPerfChainSync.Diagnostics.ChainSyncError.RpcNotFound, "no"));
        batch.Clear();
        Assert.Equal(0, batch.Count);
        Assert.False(batch.HasWaiting);
        batch.Add("a"u8, "[]"u8);
        Assert.True(batch.HasWaiting);
        Assert.Null(batch.GetError(0));
        Assert.False(batch.IsDone(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.IsDone(1));
    }

    private static string Text(RpcBatch batch) => TextEncoding.UTF8.GetString(batch.Request.Span);
}
