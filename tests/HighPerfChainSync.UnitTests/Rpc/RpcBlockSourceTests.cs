using System.Globalization;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.UnitTests.Rpc;

public sealed class RpcBlockSourceTests
{
    private const string Unknown = """error:{"code":-32601,"message":"the method eth_getBlockReceipts does not exist/is not available"}""";
    private const string BadHash = """error:{"code":-32602,"message":"invalid argument 0: hex number > 64 bits"}""";

    [Fact]
    public async Task Blocks_come_with_their_receipts_in_two_requests()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, FakeChain.Answer));
        await FetchAsync(endpoint, 4, 8);
        Assert.Equal(2, endpoint.Node.Requests.Count);
        Assert.All(endpoint.Node.Requests[0].Calls, call => Assert.EndsWith(",true]", call.Parameters, StringComparison.Ordinal));

        // Blocks 4 and 8 have no transactions, so there are no receipts to ask for.
        Assert.Equal([5, 6, 7, 9, 10, 11], endpoint.Node.Requests[1].Calls.Select(FakeChain.NumberOf));
        Assert.All(endpoint.Node.Requests[1].Calls, call => Assert.Contains(FakeChain.Hash(FakeChain.NumberOf(call)), call.Parameters, StringComparison.Ordinal));
        Assert.Equal(0, endpoint.Status.RpcErrors);
    }

    [Fact]
    public async Task A_node_without_block_receipts_is_asked_for_each_and_remembered()
    {
        await using var endpoint = new Endpoint(
            request => FakeNode.Items(request, call => call.Method == "eth_getBlockReceipts" ? Unknown : FakeChain.Answer(call)),
            Endpoint.Options() with { BatchSize = 3 });
        await FetchAsync(endpoint, 1, 3);
        await FetchAsync(endpoint, 5, 3);
        Assert.Single(endpoint.Node.Requests, request => request.Calls[0].Method == "eth_getBlockReceipts");
        Assert.All(endpoint.Node.Requests, request => Assert.InRange(request.Calls.Count, 1, 3));
        Assert.Single(endpoint.Log.Lines, line => line.Contains("eth_getTransactionReceipt", StringComparison.Ordinal));
        Assert.Empty(endpoint.Time.Pauses);

        endpoint.Time.Advance(ReceiptsChoice.Memory + TimeSpan.FromSeconds(1));
        await FetchAsync(endpoint, 9, 1);
        Assert.Equal(2, endpoint.Node.Requests.Count(request => request.Calls[0].Method == "eth_getBlockReceipts"));
        Assert.Single(endpoint.Log.Lines);
    }

    [Fact]
    public async Task A_node_that_takes_no_hash_is_asked_by_number()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
            call.Method == "eth_getBlockReceipts" && call.Parameters.Length > 60 ? BadHash : FakeChain.Answer(call)));
        await FetchAsync(endpoint, 1, 3);
        await FetchAsync(endpoint, 5, 3);
        Assert.Equal(1, endpoint.Node.Requests.Count(r => r.Calls[0].Method == "eth_getBlockReceipts" && r.Calls[0].Parameters.Length > 60));
        Assert.Equal(2, endpoint.Node.Requests.Count(r => r.Calls[0].Method == "eth_getBlockReceipts" && r.Calls[0].Parameters.Length < 60));
        Assert.Empty(endpoint.Time.Pauses);
    }

    [Fact]
    public async Task A_node_that_lost_every_method_is_asked_from_the_top()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
            request.Number < 6 && call.Method.Contains("Receipt", StringComparison.Ordinal) ? Unknown : FakeChain.Answer(call)));
        await FetchAsync(endpoint, 1, 1);
        Assert.NotEmpty(endpoint.Time.Pauses);
        Assert.Equal("eth_getBlockReceipts", endpoint.Node.Requests[^1].Calls[0].Method);
    }

    [Fact]
    public async Task A_block_that_is_not_there_yet_is_waited_for_quietly_while_the_others_proceed()
    {
        int asked = 0;
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
            call.Method == "eth_getBlockByNumber" && FakeChain.NumberOf(call) == 3 && asked++ < 3 ? "null" : FakeChain.Answer(call)));
        await FetchAsync(endpoint, 1, 3);
        Assert.Equal(4, asked);
        Assert.Equal([1, 2], endpoint.Node.Requests[1].Calls.Select(FakeChain.NumberOf));
        Assert.Equal(3, endpoint.Time.Pauses.Count);
        Assert.Empty(endpoint.Log.Lines);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[null,null]")]
    [InlineData("short")]
    [InlineData("twice")]
    [InlineData("fork")]
    [InlineData("stranger")]
    [InlineData("{}")]
    [InlineData("error:{\"code\":-32000,\"message\":\"receipts length mismatch\"}")]
    public async Task Receipts_that_do_not_fit_send_the_block_back_to_the_start(string form)
    {
        string bad = form switch
        {
            "short" => $"[{FakeChain.Receipt(2, 0)}]",
            "twice" => $"[{FakeChain.Receipt(2, 0)},{FakeChain.Receipt(2, 0)},{FakeChain.Receipt(2, 1)}]",
            "fork" => FakeChain.Receipts(2, FakeChain.Hash(99)),
            "stranger" => FakeChain.Receipts(3),
            _ => form,
        };
        int asked = 0;
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
            call.Method == "eth_getBlockReceipts" && FakeChain.NumberOf(call) == 2 && asked++ < 2 ? bad : FakeChain.Answer(call)));
        await FetchAsync(endpoint, 1, 3);
        string[] blocks = [.. endpoint.Node.Requests.SelectMany(r => r.Calls).Where(c => c.Method == "eth_getBlockByNumber").Select(c => c.Parameters)];
        Assert.Equal(["""["0x1",true]""", """["0x2",true]""", """["0x3",true]"""], blocks[..3]);
        Assert.All(blocks[3..], static again => Assert.Equal("""["0x2",true]""", again));
        // Receipts that are not there are mostly asked for alone.
        Assert.InRange(blocks.Length - 3, form == "null" ? 0 : 2, 2);
        Assert.Equal(2, endpoint.Time.Pauses.Count);
        Assert.Equal(2, endpoint.Status.RpcErrors);

        // At the head receipts may follow their block by a moment: null is no news at first.
        Assert.Equal(form != "null", endpoint.Log.Lines.Any(line => line.Contains("of block 2", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("fork")]
    [InlineData("{}")]
    public async Task Single_receipts_that_do_not_fit_send_the_block_back_to_the_start(string form)
    {
        int asked = 0;
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call => call.Method switch
        {
            "eth_getBlockReceipts" => Unknown,
            "eth_getTransactionReceipt" when FakeChain.NumberOf(call) == 3 && asked++ == 1 =>
                form == "fork" ? FakeChain.Receipt(3, 1, FakeChain.Hash(99)) : form,
            _ => FakeChain.Answer(call),
        }));
        await FetchAsync(endpoint, 3, 1);
        Assert.Equal(2, endpoint.Node.Requests.Count(r => r.Calls[0].Method == "eth_getBlockByNumber"));
        Assert.Single(endpoint.Time.Pauses);
    }

    [Theory]
    [InlineData("other")]
    [InlineData("{}")]
    [InlineData("17")]
    [InlineData("error:{\"code\":-32000,\"message\":\"boom\"}")]
    [InlineData("error:{\"code\":4444,\"message\":\"Pruned history unavailable\"}")]
    [InlineData("error:{\"code\":-32601,\"message\":\"Method not found\"}")]
    public async Task A_block_that_cannot_be_used_is_asked_for_again(string form)
    {
        string bad = form == "other" ? FakeChain.Block(1) : form;
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
            request.Number == 0 && FakeChain.NumberOf(call) == 2 ? bad : FakeChain.Answer(call)));
        await FetchAsync(endpoint, 1, 3);
        Assert.Single(endpoint.Time.Pauses);
    }

    [Fact]
    public async Task The_identity_is_read()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, FakeChain.Answer));
        ChainIdentity identity = await endpoint.Source.GetIdentityAsync(TestContext.Current.CancellationToken);
        Assert.Equal((ulong)FakeChain.ChainId, identity.ChainId);
        Assert.Equal("fake/1.0", identity.ClientVersion);
        Assert.Equal(FakeChain.Hash(0), identity.GenesisHash?.ToString());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("error:{\"code\":4444,\"message\":\"Pruned history unavailable\"}")]
    [InlineData("error:{\"code\":-32000,\"message\":\"unauthorized\"}")]
    [InlineData("{}")]
    public async Task Only_the_chain_id_is_needed(string other)
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call => call.Method == "eth_chainId" ? "5" : other));
        ChainIdentity identity = await endpoint.Source.GetIdentityAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new ChainIdentity(5, null, ""), identity);
    }

    [Fact]
    public async Task The_hash_of_one_block_is_read()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, FakeChain.Answer));
        Assert.Equal(FakeChain.Hash(7), (await endpoint.Source.TryGetHashAsync(7, TestContext.Current.CancellationToken))?.ToString());
        Assert.Equal("""["0x7",false]""", Assert.Single(endpoint.Node.Requests).Calls[0].Parameters);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("error:{\"code\":4444,\"message\":\"Pruned history unavailable\"}")]
    [InlineData("{}")]
    [InlineData("other")]
    public async Task A_hash_that_cannot_be_had_is_none(string answer)
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, _ => answer == "other" ? FakeChain.Block(9) : answer));
        Assert.Null(await endpoint.Source.TryGetHashAsync(7, TestContext.Current.CancellationToken));
        Assert.InRange(endpoint.Node.Requests.Count, 1, 3);
    }

    [Fact]
    public async Task A_start_does_without_what_an_endpoint_always_fails_to_answer()
    {
        await using var endpoint = new Endpoint(request => request.Calls.Any(call => call.Method == "eth_chainId")
            ? FakeNode.Items(request, FakeChain.Answer)
            : FakeNode.Status(503, "upstream has no block 0"));
        ChainIdentity identity = await endpoint.Source.GetIdentityAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new ChainIdentity((ulong)FakeChain.ChainId, null, ""), identity);
    }

    [Fact]
    public async Task Receipts_larger_than_an_answer_may_be_are_asked_for_one_by_one()
    {
        const string TooLarge = """error:{"code":-32003,"message":"response too large"}""";
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
            call.Method == "eth_getBlockReceipts" && FakeChain.NumberOf(call) == 6 ? TooLarge : FakeChain.Answer(call)));
        await FetchAsync(endpoint, 5, 3);
        Assert.Contains(endpoint.Node.Requests, request => request.Calls[0].Method == "eth_getTransactionReceipt");

        // The size of one block says nothing about the next.
        await FetchAsync(endpoint, 9, 1);
        Assert.Equal("eth_getBlockReceipts", endpoint.Node.Requests[^1].Calls[0].Method);
    }

    [Fact]
    public async Task What_is_no_node_is_refused()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, _ => Unknown));
        RpcException error = await Assert.ThrowsAsync<RpcException>(
            async () => await endpoint.Source.GetIdentityAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ChainSyncError.RpcMethodNotFound, error.Error);
        Assert.Equal("eth_chainId", error.Method);
    }

    [Fact]
    public async Task The_head_is_read_and_null_is_asked_again()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call => request.Number switch
        {
            0 => "null",
            1 => """{"number":"0x1"}""",
            2 => """{"number":"latest","hash":"0x","timestamp":[]}""",
            _ => FakeChain.Answer(call),
        }));
        ChainHead head = await endpoint.Source.GetHeadAsync(TestContext.Current.CancellationToken);
        Assert.Equal((ulong)FakeChain.Head, head.Number);
        Assert.Equal(FakeChain.Hash(FakeChain.Head), head.Hash.ToString());
        Assert.Equal(1000UL + FakeChain.Head, head.Timestamp);
        Assert.Equal("""["latest",false]""", endpoint.Node.Requests[0].Calls[0].Parameters);
        Assert.Equal(4, endpoint.Node.Requests.Count);
    }

    [Fact]
    public async Task Any_fault_on_the_way_ends_in_the_same_blocks()
    {
        var random = new Random(17);
        await using var endpoint = new Endpoint(request =>
        {
            lock (random)
            {
                return random.Next(4) == 0 ? FaultyAnswer(request, random.Next(8)) : FakeNode.Items(request, FakeChain.Answer);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => FetchAsync(endpoint, i * 20, 20)));
    }

    private static HttpResponseMessage FaultyAnswer(FakeRequest request, int kind) => kind switch
    {
        0 => throw new HttpRequestException("Connection reset by peer"),
        1 => FakeNode.Status(503, "busy", "1"),
        2 => FakeNode.Status(429, ""),
        3 => FakeNode.Ok("""[{"id":1,"result":{"number":"""),
        4 => FakeNode.Ok("""{"error":{"code":-32603,"message":"Internal error"}}"""),
        5 => FakeNode.Items(request, call => call.Id % 2 == 0 ? "null" : FakeChain.Answer(call)),
        6 => FakeNode.Items(request, call => call.Id % 3 == 0 ? """error:{"code":-32003,"message":"response too large"}""" : FakeChain.Answer(call)),
        _ => FakeNode.Ok("[]"),
    };

    internal static async Task FetchAsync(Endpoint endpoint, int first, int count)
    {
        using var pool = new BlockDataPool();
        BlockData[] blocks = [.. Enumerable.Range(0, count).Select(_ => pool.Rent("test"))];
        var completed = new CompletedBlocks();
        await endpoint.Source.FetchAsync((ulong)first, blocks, completed, TestContext.Current.CancellationToken);
        Assert.Equal(blocks.Select(block => block.Header.Number), completed.Numbers.Order().Distinct());
        for (int i = 0; i < count; i++)
        {
            BlockData block = blocks[i];
            int expected = FakeChain.TransactionCount(first + i);
            Assert.Equal((ulong)(first + i), block.Header.Number);
            Assert.Equal(FakeChain.Hash(first + i), block.Header.Hash.ToString());
            Assert.Equal(expected, block.CountOf(Entity.Transaction));
            Assert.Equal(expected, block.CountOf(Entity.Log));
            Assert.Equal(Enumerable.Repeat(21000UL, expected), completed.GasUsed(block.Header.Number));
            Assert.False(block.HasRecords);
            Assert.True(block.SourceBytes > 300 + (300 * expected), block.SourceBytes.ToString(CultureInfo.InvariantCulture));
            block.Return();
        }
    }
}
