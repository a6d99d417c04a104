using System.Globalization;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Rpc;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Work that fails at one endpoint goes on at another.</summary>
public sealed class FailoverTests
{
    private const string Pruned = """error:{"code":4444,"message":"Pruned history unavailable"}""";

    private static readonly VerificationOptions s_none = new() { Level = VerificationLevel.None };

    [Theory]
    [InlineData("refused")]
    [InlineData("503")]
    [InlineData("429")]
    [InlineData("401")]
    [InlineData("broken")]
    [InlineData("null")]
    [InlineData("pruned")]
    [InlineData("fork")]
    [InlineData("error")]
    public async Task Any_fault_of_one_endpoint_moves_the_work_to_the_other(string fault)
    {
        await using var group = new EndpointGroup(request => Faulty(request, fault), Good);
        for (int i = 0; i < 4; i++) Assert.Equal(EndpointGroup.Hashes(1, 7), await group.FetchAsync(1, 7));
        Assert.NotEmpty(group.Nodes[0].Requests);
        Assert.NotEmpty(group.Nodes[1].Requests);
        string error = fault switch
        {
            "refused" => nameof(ChainSyncError.RpcConnection),
            "503" => nameof(ChainSyncError.RpcHttpStatus),
            "429" => nameof(ChainSyncError.RpcRateLimited),
            "401" => nameof(ChainSyncError.RpcUnauthorized),
            "broken" => nameof(ChainSyncError.RpcInvalidJson),
            "null" => nameof(ChainSyncError.RpcNotFound),
            "pruned" => nameof(ChainSyncError.RpcPruned),
            "fork" => nameof(ChainSyncError.InconsistentData),
            _ => nameof(ChainSyncError.RpcNodeError),
        };
        Assert.True(group.Recorder.Sum("chainsync.rpc.moved", $"chain=c,endpoint=http://node0,error.type={error}") >= 1);
        Assert.Equal(0, group.Recorder.Count("chainsync.rpc.moved", $"chain=c,endpoint=http://node1,error.type={error}"));

        // A block that is not there yet is no news.
        Assert.Equal(fault != "null", group.Log.Lines.Any(line => line.Contains("Asking http://node1 instead", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_left_alone_and_tried_again_later()
    {
        var time = new SteppingTime();
        bool isDown = true;
        await using var group = new EndpointGroup(
            time, s_none, request => isDown ? throw new HttpRequestException("refused") : Good(request), Good);
        for (int i = 0; i < 10; i++) await group.FetchAsync(1, 4);
        Assert.Single(group.Nodes[0].Requests);

        isDown = false;
        time.Advance(TimeSpan.FromMinutes(1));
        for (int i = 0; i < 10; i++) await group.FetchAsync(1, 4);
        Assert.True(group.BlocksAsked(0) >= 20, group.BlocksAsked(0).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_pause_that_an_endpoint_asks_for_is_not_waited_for_where_there_is_another()
    {
        var time = new SteppingTime();
        await using var group = new EndpointGroup(time, s_none, _ => FakeNode.Status(429, "", "60"), Good);
        for (int i = 0; i < 10; i++) await group.FetchAsync(1, 4);
        Assert.Single(group.Nodes[0].Requests);
        Assert.Empty(time.Pauses);
        time.Advance(TimeSpan.FromSeconds(59));
        for (int i = 0; i < 4; i++) await group.FetchAsync(1, 4);
        Assert.Single(group.Nodes[0].Requests);
    }

    [Fact]
    public async Task A_block_and_its_receipts_come_from_one_endpoint()
    {
        // The second has another branch: its receipts do not fit the blocks of the first.
        await using var group = new EndpointGroup(
            request => request.Calls.Any(call => call.Method == "eth_getBlockReceipts") ? FakeNode.Status(503, "") : Good(request),
            request => FakeNode.Items(request, call => call.Method == "eth_getBlockReceipts"
                ? FakeChain.Receipts(FakeChain.NumberOf(call), OtherHash(FakeChain.NumberOf(call)))
                : OtherBlock(FakeChain.NumberOf(call))));
        for (int i = 0; i < 4; i++)
            Assert.Equal([OtherHash(1), OtherHash(2), OtherHash(3)], await group.FetchAsync(1, 3));
        Assert.NotEqual(0, group.BlocksAsked(0));
        Assert.All(group.Calls(1).Where(call => call.Method == "eth_getBlockReceipts"), call => Assert.Contains("0x00000bad", call.Parameters, StringComparison.Ordinal));
        Assert.All(group.Calls(0).Where(call => call.Method == "eth_getBlockReceipts"), call => Assert.DoesNotContain("0x00000bad", call.Parameters, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_has_been_pruned_at_one_endpoint_is_asked_of_the_others_only()
    {
        await using var group = new EndpointGroup(
            request => FakeNode.Items(request, call => FakeChain.NumberOf(call) <= 10 ? Pruned : FakeChain.Answer(call)), Good);
        for (int i = 0; i < 10; i++) await group.FetchAsync(9, 1);
        Assert.InRange(group.BlocksAsked(0), 0, 1);
        for (int i = 0; i < 10; i++) await group.FetchAsync(20, 1);
        Assert.InRange(group.BlocksAsked(0), 3, 11);
    }

    [Fact]
    public async Task Endpoints_share_the_work()
    {
        await using var group = new EndpointGroup(Good, Good, Good);
        for (int i = 0; i < 30; i++) await group.FetchAsync(1, 2);
        for (int node = 0; node < 3; node++) Assert.InRange(group.BlocksAsked(node), 10, 40);
        Assert.Equal(60, group.BlocksAsked(0) + group.BlocksAsked(1) + group.BlocksAsked(2));
    }

    [Fact]
    public async Task A_batch_that_no_endpoint_can_answer_whole_is_halved_all_the_same()
    {
        // Both break off any answer of more than two calls.
        static HttpResponseMessage Small(FakeRequest request) => request.Calls.Count > 2 ? FakeNode.Ok("[{\"id\":1,\"resu") : Good(request);
        await using var group = new EndpointGroup(new SteppingTime(), s_none, Small, Small);
        Assert.Equal(EndpointGroup.Hashes(1, 20), await group.FetchAsync(1, 20));
    }

    [Fact]
    public async Task Any_faults_on_the_way_end_in_the_same_blocks()
    {
        var random = new Random(18);
        HttpResponseMessage Chaotic(FakeRequest request)
        {
            int roll;
            lock (random) roll = random.Next(24);
            return roll switch
            {
                0 => Faulty(request, "refused"),
                1 => Faulty(request, "503"),
                2 => Faulty(request, "429"),
                3 => Faulty(request, "broken"),
                4 => Faulty(request, "null"),
                5 => Faulty(request, "fork"),
                6 => Faulty(request, "error"),
                7 => FakeNode.Ok("[]"),
                _ => Good(request),
            };
        }

        await using var group = new EndpointGroup(new SteppingTime(), s_none, Chaotic, Chaotic, Chaotic);
        string[][] fetched = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => group.FetchAsync(1 + (i * 20), 20)));
        for (int i = 0; i < fetched.Length; i++) Assert.Equal(EndpointGroup.Hashes(1 + (i * 20), 20), fetched[i]);
    }

    [Fact]
    public async Task The_first_block_ends_the_stream_only_when_every_endpoint_gives_it_wrong_in_the_same_way()
    {
        var options = new VerificationOptions { Level = VerificationLevel.None, Tries = 3 };
        await using (var group = new EndpointGroup(new SteppingTime(), options, request => Faulty(request, "fork"), request => Faulty(request, "fork")))
        {
            group.Source.BeginNew(3);
            ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(() => group.FetchAsync(3, 1));
            Assert.Equal(ChainSyncError.Unverified, error.Error);
            Assert.Contains("receipt-block", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("--skip-checks", error.Message, StringComparison.Ordinal);
            Assert.Equal(3, group.BlocksAsked(0));
            Assert.Equal(3, group.BlocksAsked(1));
        }

        await using (var group = new EndpointGroup(new SteppingTime(), options, request => Faulty(request, "fork"), LateGood(12)))
        {
            group.Source.BeginNew(3);
            Assert.Equal(EndpointGroup.Hashes(3, 1), await group.FetchAsync(3, 1));
            Assert.Equal(0, group.Status.WrongBlocks);
        }
    }

    /// <summary>Answers like a node that is out of order in another way, and recovers.</summary>
    private static Func<FakeRequest, HttpResponseMessage> LateGood(int after) =>
        request => request.Number < after ? Faulty(request, "short") : Good(request);

    private static HttpResponseMessage Good(FakeRequest request) => FakeNode.Items(request, FakeChain.Answer);

    private static HttpResponseMessage Faulty(FakeRequest request, string fault) => fault switch
    {
        "refused" => throw new HttpRequestException("Connection refused"),
        "503" => FakeNode.Status(503, "busy"),
        "429" => FakeNode.Status(429, ""),
        "401" => FakeNode.Status(401, "who are you"),
        "broken" => FakeNode.Ok("[{\"id\":1,\"result\":{\"num"),
        "null" => FakeNode.Items(request, _ => "null"),
        "pruned" => FakeNode.Items(request, _ => Pruned),
        "fork" => FakeNode.Items(request, call => call.Method == "eth_getBlockReceipts" ? FakeChain.Receipts(FakeChain.NumberOf(call), FakeChain.Hash(99)) : FakeChain.Answer(call)),
        "short" => FakeNode.Items(request, call => call.Method == "eth_getBlockReceipts" ? "[]" : FakeChain.Answer(call)),
        _ => FakeNode.Items(request, _ => """error:{"code":-32000,"message":"boom"}"""),
    };

    private static string OtherHash(int number) => string.Create(CultureInfo.InvariantCulture, $"0x00000bad{number:x8}{new string('0', 48)}");

    private static string OtherBlock(int number) =>
        FakeChain.Block(number, OtherHash(number)).Replace($"\"parentHash\":\"{FakeChain.Hash(number - 1)}\"", $"\"parentHash\":\"{OtherHash(number - 1)}\"", StringComparison.Ordinal);
}
