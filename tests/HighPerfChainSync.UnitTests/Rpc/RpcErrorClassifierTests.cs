using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.UnitTests.Rpc;

public sealed class RpcErrorClassifierTests
{
    [Theory]
    [InlineData(-32600, "batch too large", ChainSyncError.RpcLimit)]
    [InlineData(-32000, "batch limit 100 exceeded (can increase by --rpc.batch.limit). Requested batch of size: 200", ChainSyncError.RpcLimit)]
    [InlineData(-32005, "Number of requests exceeds max batch size", ChainSyncError.RpcLimit)]
    [InlineData(-32003, "response too large", ChainSyncError.RpcLimit)]
    [InlineData(-32020, "backend response too large", ChainSyncError.RpcLimit)]
    [InlineData(-32007, "batch limit exceeded", ChainSyncError.RpcLimit)]
    [InlineData(-32008, "Response is too big", ChainSyncError.RpcLimit)]
    [InlineData(-32701, "Exceeded max limit of 167772160", ChainSyncError.RpcLimit)]
    [InlineData(-32600, "batch requests are not supported", ChainSyncError.RpcLimit)]
    [InlineData(429, "Your app has exceeded its compute units per second capacity", ChainSyncError.RpcRateLimited)]
    [InlineData(-32005, "daily request count exceeded, request rate limited", ChainSyncError.RpcRateLimited)]
    [InlineData(-32007, "50/second request limit reached", ChainSyncError.RpcRateLimited)]
    [InlineData(-33000, "quota", ChainSyncError.RpcRateLimited)]
    [InlineData(-32000, "Too Many Requests", ChainSyncError.RpcRateLimited)]
    [InlineData(null, "under too much load", ChainSyncError.RpcRateLimited)]
    [InlineData(-32601, "the method eth_getBlockReceipts does not exist/is not available", ChainSyncError.RpcMethodNotFound)]
    [InlineData(-32000, "rpc method is not whitelisted", ChainSyncError.RpcMethodNotFound)]
    [InlineData(-32004, "method unsupported", ChainSyncError.RpcMethodNotFound)]
    [InlineData(4444, "Pruned history unavailable", ChainSyncError.RpcPruned)]
    [InlineData(-32000, "missing trie node 00 (path )", ChainSyncError.RpcPruned)]
    [InlineData(-32000, "header not found", ChainSyncError.RpcNotFound)]
    [InlineData(3, "Unknown block", ChainSyncError.RpcNotFound)]
    [InlineData(-32001, "Resource not found.", ChainSyncError.RpcNotFound)]
    [InlineData(-32000, "cannot query unfinalized data", ChainSyncError.RpcNotFound)]
    [InlineData(-32000, "invalid api key", ChainSyncError.RpcUnauthorized)]
    [InlineData(-32603, "Internal error", ChainSyncError.RpcNodeError)]
    [InlineData(-32000, "receipts length mismatch: 3 vs 4", ChainSyncError.RpcNodeError)]
    public void Errors_are_told_by_code_and_text(int? code, string text, ChainSyncError expected) =>
        Assert.Equal(expected, RpcErrorClassifier.Classify(code, text));

    [Theory]
    [InlineData(429, null, "", ChainSyncError.RpcRateLimited)]
    [InlineData(402, 402, "payment required", ChainSyncError.RpcRateLimited)]
    [InlineData(413, null, "<html>Request Entity Too Large</html>", ChainSyncError.RpcLimit)]
    [InlineData(401, null, "", ChainSyncError.RpcUnauthorized)]
    [InlineData(403, null, "forbidden", ChainSyncError.RpcUnauthorized)]
    [InlineData(403, null, "project ID request rate exceeded: rate limit", ChainSyncError.RpcRateLimited)]
    [InlineData(400, -32600, "batch size limit exceeded, max 10", ChainSyncError.RpcLimit)]
    [InlineData(500, -32601, "Method not found", ChainSyncError.RpcMethodNotFound)]
    [InlineData(500, -32603, "boom", ChainSyncError.RpcHttpStatus)]
    [InlineData(502, null, "<html>Bad gateway</html>", ChainSyncError.RpcHttpStatus)]
    [InlineData(404, null, "page not found", ChainSyncError.RpcHttpStatus)]
    public void A_status_is_judged_with_what_came_with_it(int status, int? code, string text, ChainSyncError expected) =>
        Assert.Equal(expected, RpcErrorClassifier.ClassifyStatus(status, code, text));

    [Theory]
    [InlineData("batch limit 100 exceeded (can increase by --rpc.batch.limit). Requested batch of size: 200", 100)]
    [InlineData("You can make at most 10 calls in a batch", 10)]
    [InlineData("batch too large", null)]
    [InlineData("response exceeds 25000000", null)]
    [InlineData("batch limit 99999999999999999999", null)]
    public void The_number_that_a_limit_names_is_found(string text, int? expected) => Assert.Equal(expected, RpcErrorClassifier.FindLimit(text));

    [Fact]
    public void Every_error_has_words()
    {
        foreach (ChainSyncError error in Enum.GetValues<ChainSyncError>())
            Assert.NotEmpty(RpcErrorClassifier.Explain(error));
    }
}
