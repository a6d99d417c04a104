using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Receipts that are asked for along with their blocks are of no use where the node answers for them first: it is not asked for both at once for ever.</summary>
public sealed class ReceiptsOrderTests
{
    private const int Head = 201;
    private const string Receipts = "eth_getBlockReceipts";
    private const string Block = "eth_getBlockByNumber";
    private const string Along = $"{Block} {Receipts} {Block} {Receipts}";
    private const string Blocks = $"{Block} {Block}";
    private const string Behind = $"{Receipts} {Receipts}";

    private static readonly TimeSpan s_later = ReceiptsChoice.Memory + TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Where_they_come_first_twice_in_a_row_both_are_not_asked_for_at_once_until_later()
    {
        bool isReversed = true;
        await using var endpoint = new Endpoint(request => Answer(isReversed ? Reversed(request) : request));
        await FetchAsync(endpoint, 9, 9, 9);
        Assert.Equal([Along, Behind, Along, Behind, Blocks, Behind], endpoint.MethodsAfterFirst());
        Assert.Single(endpoint.Log.Lines, line => line.StartsWith("Information: http://127.0.0.1:8545 answers for receipts before their blocks", StringComparison.Ordinal));

        endpoint.Time.Advance(s_later);
        await FetchAsync(endpoint, 9, 9, 9);
        isReversed = false;
        endpoint.Time.Advance(s_later);
        await FetchAsync(endpoint, 9, 9, 9);

        Assert.Equal([Along, Behind, Along, Behind, Blocks, Behind, Along, Along, Along], endpoint.MethodsAfterFirst()[6..]);
        Assert.Single(endpoint.Log.Lines);
        Assert.Empty(endpoint.Time.Pauses);
    }

    [Fact]
    public async Task Where_some_come_first_the_request_shows_it()
    {
        // The receipts of the second block are the first item.
        await using var endpoint = new Endpoint(request => Answer(request.Calls.Count == 4 ? request with { Calls = [request.Calls[3], .. request.Calls.Take(3)] } : request));
        await FetchAsync(endpoint, 9, 9, 9);
        Assert.Equal([Along, Receipts, Along, Receipts, Blocks, Behind], endpoint.MethodsAfterFirst());
    }

    [Fact]
    public async Task Where_they_come_first_now_and_then_both_are_asked_for_at_once()
    {
        int asked = 0;
        await using var endpoint = new Endpoint(request => Answer(request.Calls.Count == 4 && asked++ % 2 == 0 ? Reversed(request) : request));
        await FetchAsync(endpoint, 9, 9, 9, 9, 9);
        Assert.Equal([Along, Behind, Along, Along, Behind, Along, Along, Behind], endpoint.MethodsAfterFirst());
        Assert.Empty(endpoint.Log.Lines);
    }

    [Fact]
    public async Task The_newest_block_is_not_asked_for_along_with_its_receipts_either()
    {
        await using var endpoint = new Endpoint(request => Answer(Reversed(request)));
        await endpoint.NameHeadAsync();
        for (int i = 0; i < 3; i++) await RpcBlockSourceTests.FetchAsync(endpoint, Head, 1);
        await RpcBlockSourceTests.FetchAsync(endpoint, 9, 2);
        Assert.Equal([$"{Block} {Receipts}", Receipts, $"{Block} {Receipts}", Receipts, Block, Receipts, Blocks, Behind], endpoint.MethodsAfterFirst());
    }

    [Fact]
    public async Task Blocks_without_transactions_show_nothing()
    {
        await using var endpoint = new Endpoint(request => Answer(Reversed(request)));
        await endpoint.NameHeadAsync();
        for (int i = 0; i < 4; i++) await RpcBlockSourceTests.FetchAsync(endpoint, 8, 1);
        Assert.Equal(Enumerable.Repeat($"{Block} {Receipts}", 4), endpoint.MethodsAfterFirst());
    }

    [Theory]
    [InlineData(Block, "null")]
    [InlineData(Block, """error:{"code":-32005,"message":"rate limit exceeded"}""")]
    [InlineData(Receipts, "null")]
    [InlineData(Receipts, """error:{"code":-32005,"message":"rate limit exceeded"}""")]
    public async Task Faults_show_nothing(string method, string fault)
    {
        bool isFaulty = false;
        await using var endpoint = new Endpoint(request => FakeNode.Items(
            Reversed(request), call => isFaulty && request.Calls.Count > 1 && call.Method == method ? fault : Result(call)));
        await endpoint.NameHeadAsync();
        isFaulty = true;
        for (int i = 0; i < 4; i++)
        {
            int before = endpoint.Node.Requests.Count;
            await RpcBlockSourceTests.FetchAsync(endpoint, 9, 1);
            Assert.Equal($"{Block} {Receipts}", Endpoint.Methods(endpoint.Node.Requests[before]));
        }

        Assert.DoesNotContain(endpoint.Log.Lines, line => line.Contains("before their blocks", StringComparison.Ordinal));
    }

    private static async Task FetchAsync(Endpoint endpoint, params int[] firsts)
    {
        if (endpoint.Node.Requests.Count == 0) await endpoint.NameHeadAsync();
        foreach (int first in firsts) await RpcBlockSourceTests.FetchAsync(endpoint, first, 2);
    }

    private static FakeRequest Reversed(FakeRequest request) => request with { Calls = [.. request.Calls.Reverse()] };

    private static HttpResponseMessage Answer(FakeRequest request) => FakeNode.Items(request, Result);

    private static string Result(FakeCall call) =>
        call.Parameters.Contains("latest", StringComparison.Ordinal) ? FakeChain.Block(Head) : FakeChain.Answer(call);
}
