using HighPerfChainSync.Records;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Blocks far below the node's newest come with their receipts in one request, since they will not be replaced in between.</summary>
public sealed class SettledBlocksTests
{
    private const int Head = 200;
    private const string BadNumber = """error:{"code":-32602,"message":"invalid argument 0: json: cannot unmarshal hex string of odd length"}""";
    private const string Unknown = """error:{"code":-32601,"message":"the method eth_getBlockReceipts does not exist/is not available"}""";
    private const string Receipts = "eth_getBlockReceipts";
    private const string Block = "eth_getBlockByNumber";

    [Fact]
    public async Task They_come_with_their_receipts_and_newer_ones_do_not()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, Answer));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, Head - 65, 2);
        await RpcBlockSourceTests.FetchAsync(endpoint, Head - 64, 2);
        Assert.Equal([$"{Block} {Receipts} {Block} {Receipts}", $"{Block} {Block}", Receipts], endpoint.MethodsAfterFirst());
        Assert.Empty(endpoint.Time.Pauses);
    }

    [Fact]
    public async Task Before_the_head_is_known_hashes_are_given()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, Answer));
        await RpcBlockSourceTests.FetchAsync(endpoint, 10, 2);
        string[] requests = [.. endpoint.Node.Requests.Select(Endpoint.Methods)];
        Assert.Contains($"{Block} {Block}", requests);
        Assert.Contains($"{Receipts} {Receipts}", requests);
    }

    [Fact]
    public async Task Receipts_that_come_before_their_blocks_are_asked_for_again()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request with { Calls = [.. request.Calls.Reverse()] }, Answer));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, 10, 2);
        Assert.Equal([$"{Block} {Receipts} {Block} {Receipts}", $"{Receipts} {Receipts}"], endpoint.MethodsAfterFirst());
        Assert.Empty(endpoint.Time.Pauses);
    }

    [Theory]
    [InlineData(BadNumber, $"{Receipts} {Receipts}")]
    [InlineData(Unknown, $"{Receipts} {Receipts}")]
    public async Task A_node_that_takes_no_numbers_is_given_hashes_until_later(string refusal, string then)
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
            call.Method == Receipts && call.Parameters.Length < 60 ? refusal : Answer(call)));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, 10, 2);
        await RpcBlockSourceTests.FetchAsync(endpoint, 14, 2);
        Assert.Equal([$"{Block} {Receipts} {Block} {Receipts}", then, $"{Block} {Block}", then], endpoint.MethodsAfterFirst());
        Assert.Empty(endpoint.Time.Pauses);

        endpoint.Time.Advance(ReceiptsChoice.Memory + TimeSpan.FromSeconds(1));
        await RpcBlockSourceTests.FetchAsync(endpoint, 10, 2);
        Assert.Equal([$"{Block} {Receipts} {Block} {Receipts}", then], endpoint.MethodsAfterFirst()[4..]);
    }

    [Fact]
    public async Task Where_the_method_is_unknown_receipts_are_asked_for_one_by_one()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call => call.Method == Receipts ? Unknown : Answer(call)));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, 9, 2);
        await RpcBlockSourceTests.FetchAsync(endpoint, 13, 1);
        Assert.Equal(
            [
                $"{Block} {Receipts} {Block} {Receipts}", $"{Receipts} {Receipts}",
                "eth_getTransactionReceipt eth_getTransactionReceipt eth_getTransactionReceipt", Block, "eth_getTransactionReceipt",
            ],
            endpoint.MethodsAfterFirst());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[null,null]")]
    [InlineData("short")]
    [InlineData("fork")]
    [InlineData("error:{\"code\":-32000,\"message\":\"receipts length mismatch\"}")]
    public async Task Receipts_that_do_not_fit_are_counted_once_and_asked_for_behind_the_block(string form)
    {
        string bad = form switch
        {
            "short" => $"[{FakeChain.Receipt(10, 0)}]",
            "fork" => FakeChain.Receipts(10, FakeChain.Hash(99)),
            _ => form,
        };
        int asked = 0;
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call => call.Method == Receipts && FakeChain.NumberOf(call) == 10 && asked++ == 0 ? bad : Answer(call)));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, 9, 3);
        string[] requests = endpoint.MethodsAfterFirst();
        Assert.Equal($"{Block} {Receipts} {Block} {Receipts} {Block} {Receipts}", requests[0]);
        // The two beside it are complete; receipts that are not there are mostly asked for alone.
        Assert.Equal(Receipts, requests[^1]);
        Assert.InRange(requests.Length, form == "null" ? 2 : 3, 3);
        Assert.Single(endpoint.Time.Pauses);
        Assert.Equal(1, endpoint.Status.RpcErrors);
    }

    [Fact]
    public async Task A_block_that_fails_takes_its_receipts_along_and_no_others()
    {
        int asked = 0;
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
            call.Method == Block && call.Parameters.Contains("\"0xa\"", StringComparison.Ordinal) && asked++ == 0 ? "null" : Answer(call)));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, 9, 3);
        Assert.Equal([$"{Block} {Receipts} {Block} {Receipts} {Block} {Receipts}", Block, Receipts], endpoint.MethodsAfterFirst());
    }

    [Fact]
    public async Task Receipts_that_are_too_large_are_asked_for_one_by_one_and_no_others()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, call =>
            call.Method == Receipts && FakeChain.NumberOf(call) == 10 ? """error:{"code":-32003,"message":"response too large"}""" : Answer(call)));
        await endpoint.NameHeadAsync();
        await RpcBlockSourceTests.FetchAsync(endpoint, 9, 3);
        string[] requests = endpoint.MethodsAfterFirst();
        Assert.Equal($"{Block} {Receipts} {Block} {Receipts} {Block} {Receipts}", requests[0]);
        Assert.Equal(string.Join(' ', Enumerable.Repeat("eth_getTransactionReceipt", FakeChain.TransactionCount(10))), requests[^1]);
    }

    [Fact]
    public async Task Each_is_complete_before_the_next_is_read()
    {
        await using var endpoint = new Endpoint(request => FakeNode.Items(request, Answer));
        await endpoint.NameHeadAsync();
        using var pool = new BlockDataPool();
        BlockData[] blocks = [.. Enumerable.Range(0, 3).Select(_ => pool.Rent("test"))];
        List<int> read = [];
        var completed = new CompletedBlocks { OnBlock = _ => read.Add(blocks.Count(block => block.Header.Number != 0)) };

        await endpoint.Source.FetchAsync(9, blocks, completed, TestContext.Current.CancellationToken);

        Assert.Equal([9UL, 10UL, 11UL], completed.Numbers);
        Assert.Equal([1, 2, 3], read);
        foreach (BlockData block in blocks) block.Return();
    }

    [Theory]
    [InlineData(Block)]
    [InlineData(Receipts)]
    public async Task An_answer_given_twice_does_no_harm_to_a_block_whose_records_have_been_given_back(string method)
    {
        int twice = 0;
        await using var endpoint = new Endpoint(request => FakeNode.Items(
            request with { Calls = [.. request.Calls.SelectMany(call => call.Method == method && call.Parameters.Contains("\"0xa\"", StringComparison.Ordinal) && twice++ == 0 ? new[] { call, call } : [call])] }, Answer));
        await endpoint.NameHeadAsync();
        using var pool = new BlockDataPool();
        BlockData[] blocks = [.. Enumerable.Range(0, 2).Select(_ => pool.Rent("test"))];
        var completed = new CompletedBlocks();

        await endpoint.Source.FetchAsync(10, blocks, completed, TestContext.Current.CancellationToken);

        Assert.Equal([10UL, 11UL], completed.Numbers.Order().Distinct());
        for (int i = 0; i < blocks.Length; i++)
        {
            Assert.Equal(FakeChain.TransactionCount(10 + i), blocks[i].CountOf(Entity.Transaction));
            Assert.False(blocks[i].HasRecords);
            blocks[i].Return();
        }
    }

    private static string Answer(FakeCall call) =>
        call.Parameters.Contains("latest", StringComparison.Ordinal) ? FakeChain.Block(Head) : FakeChain.Answer(call);
}
