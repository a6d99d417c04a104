using System.Buffers;
using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Testing;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Every answer is read whole, byte by byte and in random pieces, with the same outcome.</summary>
public sealed class RpcAnswerParserTests
{
    [Theory]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"result":{"a":1}},{"jsonrpc":"2.0","id":2,"result":"0x2"}]""")]
    [InlineData("""[{"id":2,"result":"0x2","jsonrpc":"2.0"},{"result":{"a":1},"id":1}]""")]
    [InlineData("""[{"id":"2","result":"0x2"},{"id":"1","result":{"a":1}}]""")]
    [InlineData("""[{"id":1,"error":null,"result":{"a":1}},{"id":2,"result":"0x2","error":null,"extra":[{"id":7}]}]""")]
    [InlineData(""" [ { "\u0069d" : 1 , "r\u0065sult" : { "a" : 1 } } , { "id":2,"result":"0x2" } ] """)]
    public void Items_are_matched_by_id_in_any_order_and_form(string answer) =>
        Check(answer, 2, (batch, results) =>
        {
            Assert.True(batch.IsDone(0) && batch.IsDone(1));
            Assert.Equal("""{"a":1}""", results.Texts[0]);
            Assert.Equal("\"0x2\"", results.Texts[1]);
            Assert.Null(batch.GetError(0));
        });

    [Theory]
    [InlineData("""[{"id":1,"result":1}]""", ChainSyncError.RpcMissingItem)]
    [InlineData("""[{"id":1,"result":1},{"id":1,"result":1},{"id":2,"result":2}]""", null, ChainSyncError.RpcInvalidResponse)]
    [InlineData("""[{"id":1,"result":1},{"id":9,"result":2}]""", ChainSyncError.RpcInvalidResponse)]
    [InlineData("""[{"id":1,"result":1},{"result":2}]""", ChainSyncError.RpcInvalidResponse)]
    [InlineData("""[{"id":1,"result":1},{"id":null,"result":2}]""", ChainSyncError.RpcInvalidResponse)]
    [InlineData("""[{"id":1,"result":1},{"id":2.5,"result":2}]""", ChainSyncError.RpcInvalidResponse)]
    [InlineData("""[{"id":1,"result":1},{"id":{"a":[2]},"result":2}]""", ChainSyncError.RpcInvalidResponse)]
    [InlineData("""[{"id":1,"result":1},{"id":"two","result":2}]""", ChainSyncError.RpcInvalidResponse)]
    [InlineData("""[{"id":1,"result":1},{"id":99999999999999999999,"result":2}]""", ChainSyncError.RpcInvalidResponse)]
    [InlineData("""[{"id":1,"result":1},{"id":2,"id":2,"result":2}]""", ChainSyncError.RpcInvalidResponse)]
    [InlineData("""[{"id":1,"result":1},{"id":2}]""", ChainSyncError.RpcInvalidResponse)]
    [InlineData("""[{"id":1,"result":1},{"id":2,"result":2,"result":2}]""", ChainSyncError.RpcInvalidResponse)]
    [InlineData("""[{"id":1,"result":1},17]""", ChainSyncError.RpcInvalidResponse)]
    [InlineData("""[{"id":1,"result":1},{"id":2,"result":null}]""", ChainSyncError.RpcNotFound)]
    [InlineData("""[{"id":1,"result":1},{"id":2,"error":{"code":-32000,"message":"boom"}}]""", ChainSyncError.RpcNodeError)]
    [InlineData("""[{"id":1,"result":1},{"id":2,"result":2,"error":{"code":-32000,"message":"boom"}}]""", ChainSyncError.RpcNodeError)]
    [InlineData("""[{"id":1,"result":1},{"error":{"code":-32601,"message":"the method x does not exist/is not available"},"id":2}]""", ChainSyncError.RpcMethodNotFound)]
    [InlineData("""[{"id":1,"result":1},{"id":2,"error":"boom"}]""", ChainSyncError.RpcNodeError)]
    [InlineData("""[{"id":1,"result":1},{"id":2,"error":{"message":{"deep":[1]},"code":"429"}}]""", ChainSyncError.RpcRateLimited)]
    [InlineData("""[{"id":1,"result":1},{"id":2,"result":{"a":""", ChainSyncError.RpcInvalidJson)]
    [InlineData("""[{"id":1,"result":1},{"id":2,"result":{"a":1}""", ChainSyncError.RpcInvalidJson)]
    [InlineData("""[{"id":1,"result":1},{"id":2,"result":{"a":1,{"code":-32000}}}]""", ChainSyncError.RpcInvalidJson)]
    [InlineData("""[{"id":1,"result":1}""", ChainSyncError.RpcInvalidJson)]
    public void An_item_fails_alone(string answer, ChainSyncError? second, ChainSyncError? first = null) =>
        Check(answer, 2, (batch, _) =>
        {
            Assert.Equal(first, batch.GetError(0)?.Error);
            Assert.Equal(first is null, batch.IsDone(0));
            Assert.Equal(second, batch.GetError(1)?.Error);
            Assert.Equal(second is null, batch.IsDone(1));
        });

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"batch limit 100 exceeded"}}""", ChainSyncError.RpcLimit)]
    [InlineData("""{"error":{"code":-32005,"message":"Number of requests exceeds max batch size"}}""", ChainSyncError.RpcLimit)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"error":{"code":-32600,"message":"batch too large"}}]""", ChainSyncError.RpcLimit)]
    [InlineData("""[{"jsonrpc":"2.0","id":null,"error":{"code":429,"message":"slow down"}}]""", ChainSyncError.RpcRateLimited)]
    [InlineData("""{"jsonrpc":"2.0","id":2,"error":{"code":-32603,"message":"Internal error"}}""", ChainSyncError.RpcNodeError)]
    [InlineData("", ChainSyncError.RpcInvalidJson)]
    [InlineData("<html>Bad gateway</html>", ChainSyncError.RpcInvalidJson)]
    [InlineData("\"no\"", ChainSyncError.RpcInvalidResponse)]
    [InlineData("null", ChainSyncError.RpcInvalidResponse)]
    [InlineData("[]", ChainSyncError.RpcMissingItem)]
    [InlineData("{}", ChainSyncError.RpcInvalidResponse)]
    public void What_is_said_once_is_meant_for_all(string answer, ChainSyncError expected) =>
        Check(answer, 3, (batch, results) =>
        {
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(expected, batch.GetError(i)?.Error);
                Assert.True(batch.At(i).Fault!.IsWhole);
            }

            Assert.Equal(0, results.Count);
        });

    [Fact]
    public void A_single_call_may_be_answered_by_an_object_or_an_array()
    {
        Check("""{"id":1,"result":[1]}""", 1, (batch, results) => Assert.Equal("[1]", results.Texts[0]));
        Check("""[{"id":1,"result":[1]}]""", 1, (batch, results) => Assert.Equal("[1]", results.Texts[0]));
    }

    [Fact]
    public void The_nodes_words_are_kept_bounded_and_on_one_line()
    {
        string message = string.Concat("line one\\nline\\ttwo ", new string('x', 3000));
        Check($$$"""{"id":1,"error":{"code":-32000,"message":"{{{message}}}"}}""", 1, (batch, _) =>
        {
            RpcException error = batch.GetError(0)!;
            Assert.InRange(error.NodeMessage!.Length, 1, NodeText.MaxLength);
            Assert.DoesNotContain('\n', error.NodeMessage);
            Assert.StartsWith("line one", error.NodeMessage, StringComparison.Ordinal);
            Assert.Equal(-32000, error.NodeCode);
        });
    }

    [Fact]
    public void Data_of_an_error_is_quoted_and_its_pause_understood() =>
        Check("""{"id":1,"error":{"code":-32005,"message":"too fast","data":{"rate":{"backoff_seconds":30},"see":"docs"}}}""", 1, (batch, _) =>
        {
            RpcException error = batch.GetError(0)!;
            Assert.Equal(TimeSpan.FromSeconds(30), error.RetryAfter);
            Assert.Contains("docs", error.NodeMessage, StringComparison.Ordinal);
            Assert.Equal(ChainSyncError.RpcRateLimited, error.Error);
        });

    [Fact]
    public void Half_a_surrogate_pair_in_the_nodes_words_does_no_harm() =>
        Check("""{"id":1,"error":{"code":1,"message":"a\ud800b"}}""", 1, (batch, _) => Assert.Contains("ud800", batch.GetError(0)!.NodeMessage, StringComparison.Ordinal));

    [Fact]
    public void A_handler_that_fails_or_reads_too_little_costs_only_its_item()
    {
        const string Answer = """[{"id":1,"result":{"a":[1]}},{"id":2,"result":{"a":[2]}},{"id":3,"result":{"a":[3]}},{"id":4,"result":{"a":[4]}}]""";
        RpcBatch batch = Endpoint.Batch(4);
        batch.WriteRequest(4);
        RpcAnswerParser.Parse(Segments.Fixed(TextEncoding.UTF8.GetBytes(Answer), 3), batch, 4, new BadHandler(), null);
        Assert.Equal(ChainSyncError.InconsistentData, batch.GetError(0)!.Error);
        Assert.Equal(ChainSyncError.Decode, batch.GetError(1)!.Error);
        Assert.Equal(ChainSyncError.Internal, batch.GetError(2)!.Error);
        Assert.True(batch.IsDone(3));
    }

    [Fact]
    public void Depth_is_bounded()
    {
        string deep = new string('[', 5000) + new string(']', 5000);
        Check($$"""[{"id":1,"result":1},{"id":2,"result":{{deep}}}]""", 2, (batch, _) =>
        {
            Assert.True(batch.IsDone(0));
            Assert.Equal(ChainSyncError.RpcInvalidJson, batch.GetError(1)!.Error);
        });
    }

    [Fact]
    public void An_interruption_explains_what_did_not_arrive()
    {
        RpcBatch batch = Endpoint.Batch(2);
        batch.WriteRequest(2);
        var fault = new RpcFault(ChainSyncError.RpcTimeout, "no complete answer");
        RpcAnswerParser.Parse(new ReadOnlySequence<byte>("""[{"id":2,"result":2},{"id":1,"res"""u8.ToArray()), batch, 2, new ResultTexts(), fault);
        Assert.True(batch.IsDone(1));
        Assert.Equal(ChainSyncError.RpcTimeout, batch.GetError(0)!.Error);
    }

    internal static void Check(string answer, int calls, Action<RpcBatch, ResultTexts> check)
    {
        byte[] bytes = TextEncoding.UTF8.GetBytes(answer);
        ReadOnlySequence<byte>[] forms = [Segments.Contiguous(bytes), Segments.Fixed(bytes, 1), Segments.Random(bytes, 7, 1), Segments.Random(bytes, 40, 2)];
        foreach (ReadOnlySequence<byte> form in forms)
        {
            RpcBatch batch = Endpoint.Batch(calls);
            Assert.Equal(calls, batch.WriteRequest(calls));
            var results = new ResultTexts();
            RpcAnswerParser.Parse(form, batch, calls, results, null);
            check(batch, results);
        }
    }

    private sealed class BadHandler : IRpcResultHandler
    {
        public long OnResult(int index, in ReadOnlySequence<byte> json)
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            if (index == 0) throw new ChainSyncException(ChainSyncError.InconsistentData, "no");
            if (index == 1) reader.GetInt32();
            if (index != 2) reader.Skip();
            return reader.BytesConsumed;
        }
    }
}
