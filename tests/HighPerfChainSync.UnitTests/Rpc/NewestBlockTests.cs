namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>The newest block, whose hash the node has just named, and its receipts in one request.</summary>
public sealed class NewestBlockTests
{
    private const string Unknown = """error:{"code":-32601,"message":"the method eth_getBlockReceipts does not exist/is not available"}""";
    private const string BadHash = """error:{"code":-32602,"message":"invalid argument 0: hex number > 64 bits"}""";
    private const string Receipts = "eth_getBlockReceipts";
    private const string Block = "eth_getBlockByNumber";

    [Fact]
    public async Task It_comes_with_its_receipts_in_one_request_and_others_do_not()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, FakeChain.Answer));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, FakeChain.Head, 1);
        await RpcBlockSourceTests.FetchAsync(endpoint, FakeChain.Head - 1, 1);
        await RpcBlockSourceTests.FetchAsync(endpoint, FakeChain.Head - 1, 2);
        Assert.Equal([$"{Block} {Receipts}", Block, Receipts, $"{Block} {Block}", $"{Receipts} {Receipts}"], endpoint.MethodsAfterFirst());
        Assert.Contains(FakeChain.Hash(FakeChain.Head), endpoint.Node.Requests[1].Calls[1].Parameters, StringComparison.Ordinal);
        Assert.Equal(0, endpoint.Status.RpcErrors);
        Assert.Empty(endpoint.Time.Pauses);
    }

    [Fact]
    public async Task Receipts_that_come_before_their_block_are_asked_for_again()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request with { Calls = [.. request.Calls.Reverse()] }, FakeChain.Answer));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, FakeChain.Head, 1);
        Assert.Equal([$"{Block} {Receipts}", Receipts], endpoint.MethodsAfterFirst());
        Assert.Empty(endpoint.Time.Pauses);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("others")]
    public async Task When_the_block_has_been_replaced_its_own_receipts_are_asked_for(string former)
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call => call.Method switch
        {
            Block when call.Parameters.Contains("latest", StringComparison.Ordinal) => FakeChain.Block(FakeChain.Head, FakeChain.Hash(98)),
            Receipts when FakeChain.NumberOf(call) == 98 => former == "null" ? former : FakeChain.Receipts(FakeChain.Head, FakeChain.Hash(98)),
            _ => FakeChain.Answer(call),
        }));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, FakeChain.Head, 1);
        Assert.Equal([$"{Block} {Receipts}", Receipts], endpoint.MethodsAfterFirst());
        Assert.Empty(endpoint.Time.Pauses);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[null,null]")]
    [InlineData("short")]
    [InlineData("fork")]
    [InlineData("{}")]
    [InlineData("error:{\"code\":-32000,\"message\":\"receipts length mismatch\"}")]
    public async Task Receipts_that_do_not_fit_are_counted_once_and_asked_for_after_a_pause_behind_the_block(string form)
    {
        string bad = form switch
        {
            "short" => $"[{FakeChain.Receipt(FakeChain.Head, 0)}]",
            "fork" => FakeChain.Receipts(FakeChain.Head, FakeChain.Hash(99)),
            _ => form,
        };
        int asked = 0;
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call => call.Method == Receipts && asked++ == 0 ? bad : FakeChain.Answer(call)));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, FakeChain.Head, 1);
        string[] requests = endpoint.MethodsAfterFirst();
        Assert.Equal($"{Block} {Receipts}", requests[0]);
        Assert.Equal(Receipts, requests[^1]);
        // Receipts that are not there are mostly asked for alone.
        Assert.InRange(requests.Length, form == "null" ? 2 : 3, 3);
        Assert.Single(endpoint.Time.Pauses);
        Assert.Equal(1, endpoint.Status.RpcErrors);
    }

    [Theory]
    [InlineData(Unknown, "eth_getTransactionReceipt eth_getTransactionReceipt")]
    [InlineData(BadHash, Receipts)]
    public async Task A_form_that_is_refused_is_remembered(string refusal, string then)
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
            call.Method == Receipts && call.Parameters.Length > 60 ? refusal : FakeChain.Answer(call)));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, FakeChain.Head, 1);
        await RpcBlockSourceTests.FetchAsync(endpoint, FakeChain.Head, 1);
        Assert.Equal([$"{Block} {Receipts}", then, Block, then], endpoint.MethodsAfterFirst());
        Assert.Empty(endpoint.Time.Pauses);
    }

    [Fact]
    public async Task A_block_without_transactions_needs_no_receipts()
    {
        int asked = 0;
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
        {
            if (call.Method == Receipts) asked++;
            return call.Parameters.Contains("latest", StringComparison.Ordinal) ? FakeChain.Block(48) : FakeChain.Answer(call);
        }));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, 48, 1);
        Assert.Equal([$"{Block} {Receipts}"], endpoint.MethodsAfterFirst());
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task An_endpoint_that_takes_no_batches_is_asked_one_after_the_other()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, FakeChain.Answer), Endpoint.Options() with { BatchSize = 1 });
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, FakeChain.Head, 1);
        Assert.Equal([Block, Receipts], endpoint.MethodsAfterFirst());
    }

    [Fact]
    public async Task A_block_that_is_not_there_yet_is_waited_for()
    {
        int asked = 0;
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call => request.Number > 0 && asked++ < 4 ? "null" : FakeChain.Answer(call)));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, FakeChain.Head, 1);
        Assert.Equal([$"{Block} {Receipts}", Block, Block, Block, Receipts], endpoint.MethodsAfterFirst());
        Assert.Equal(3, endpoint.Time.Pauses.Count);
    }
}
