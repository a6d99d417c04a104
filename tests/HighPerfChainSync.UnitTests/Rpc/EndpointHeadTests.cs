using System.Globalization;
using HighPerfChainSync.Chain;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Verification;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Which endpoint is believed about the chain and its end.</summary>
public sealed class EndpointHeadTests
{
    private static readonly VerificationOptions s_none = new() { Level = VerificationLevel.None };

    [Fact]
    public async Task The_head_is_the_highest_and_one_that_lags_is_asked_for_what_it_has_only()
    {
        await using var group = new EndpointGroup(WithHead(() => 400), WithHead(() => 500));
        ChainHead head = await group.Source.GetHeadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(500UL, head.Number);
        for (int i = 0; i < 10; i++) await group.FetchAsync(399, 4);
        Assert.Equal(0, group.BlocksAsked(0));
        for (int i = 0; i < 10; i++) await group.FetchAsync(397, 4);
        Assert.NotEqual(0, group.BlocksAsked(0));
    }

    [Fact]
    public async Task Blocks_near_the_head_come_from_the_endpoint_that_leads()
    {
        await using var group = new EndpointGroup(WithHead(() => 500), WithHead(() => 499));
        await group.Source.GetHeadAsync(TestContext.Current.CancellationToken);
        for (int i = 0; i < 10; i++) await group.FetchAsync(498, 2);
        Assert.Equal(0, group.BlocksAsked(1));
        for (int i = 0; i < 10; i++) await group.FetchAsync(400, 2);
        Assert.NotEqual(0, group.BlocksAsked(1));
    }

    [Fact]
    public async Task A_head_that_goes_back_or_is_not_served_does_no_harm()
    {
        int[] heads = [50, 49];
        bool hasNone = false;
        await using var group = new EndpointGroup(
            request => FakeNode.Items(request, call => hasNone && !IsLatest(call) && FakeChain.NumberOf(call) > 48 ? "null" : Answer(call, heads[0])),
            WithHead(() => heads[1]));
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Equal(50UL, (await group.Source.GetHeadAsync(cancel)).Number);
        heads[0] = 47;
        Assert.Equal(49UL, (await group.Source.GetHeadAsync(cancel)).Number);
        await group.FetchAsync(48, 2);
        Assert.Equal(0, group.BlocksAsked(0));

        // It says that it has the block, and does not give it.
        (heads[0], hasNone) = (50, true);
        Assert.Equal(50UL, (await group.Source.GetHeadAsync(cancel)).Number);
        heads[1] = 50;
        Assert.Equal(EndpointGroup.Hashes(50, 1), await group.FetchAsync(50, 1));
    }

    [Fact]
    public async Task An_endpoint_that_hangs_is_waited_for_once()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var gate = new ManualResetEventSlim();
        var time = new SteppingTime();
        await using var group = new EndpointGroup(
            time, new VerificationOptions { Level = VerificationLevel.None },
            WithHead(() => 50),
            request => FakeNode.Items(request, call =>
            {
                if (IsLatest(call)) gate.Wait(cancel);
                return Answer(call, 60);
            }));
        for (int i = 0; i < 4; i++) Assert.Equal(50UL, (await group.Source.GetHeadAsync(cancel)).Number);
        Assert.Single(time.Pauses, TimeSpan.FromMilliseconds(250));
        gate.Set();
        while ((await group.Source.GetHeadAsync(cancel)).Number != 60) await Task.Delay(1, cancel);
    }

    [Fact]
    public async Task An_endpoint_that_is_slower_than_the_looks_is_heard_all_the_same()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        using var turns = new SemaphoreSlim(0);
        await using var group = new EndpointGroup(
            new SteppingTime(), new VerificationOptions { Level = VerificationLevel.None },
            WithHead(() => 50),
            request => FakeNode.Items(request, call =>
            {
                if (IsLatest(call)) turns.Wait(cancel);
                return Answer(call, 60);
            }));
        Assert.Equal(50UL, (await group.Source.GetHeadAsync(cancel)).Number);
        // The answer to this question comes between two looks, and none to the next question.
        turns.Release();
        while ((await group.Source.GetHeadAsync(cancel)).Number != 60) await Task.Delay(1, cancel);
        turns.Release(100);
    }

    [Fact]
    public async Task Of_two_branches_of_one_height_the_one_that_led_goes_on_to_lead()
    {
        int other = 50;
        await using var group = new EndpointGroup(
            WithHead(() => 50),
            request => FakeNode.Items(request, call => IsLatest(call) ? FakeChain.Block(other, FakeChain.Hash(1000 + other)) : FakeChain.Answer(call)));
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string first = (await group.Source.GetHeadAsync(cancel)).Hash.ToString();
        for (int i = 0; i < 5; i++) Assert.Equal(first, (await group.Source.GetHeadAsync(cancel)).Hash.ToString());
        other = 51;
        Assert.Equal(FakeChain.Hash(1051), (await group.Source.GetHeadAsync(cancel)).Hash.ToString());
    }

    [Fact]
    public async Task A_head_comes_from_whoever_answers()
    {
        await using var group = new EndpointGroup(
            request => throw new HttpRequestException("refused"),
            request => request.Number < 3 ? FakeNode.Status(503, "") : Answer(request, 50));
        Assert.Equal(50UL, (await group.Source.GetHeadAsync(TestContext.Current.CancellationToken)).Number);
    }

    [Fact]
    public async Task The_hash_of_a_block_comes_from_the_endpoint_that_leads()
    {
        await using var group = new EndpointGroup(
            WithHead(() => 40),
            request => FakeNode.Items(request, call => IsLatest(call) ? FakeChain.Block(50) : FakeChain.Block(FakeChain.NumberOf(call), FakeChain.Hash(1007))));
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await group.Source.GetHeadAsync(cancel);
        Assert.Equal(FakeChain.Hash(1007), (await group.Source.TryGetHashAsync(7, cancel))?.ToString());
    }

    [Fact]
    public async Task No_hash_is_an_answer_and_a_fault_is_none()
    {
        int faults = 0;
        await using var group = new EndpointGroup(
            new SteppingTime(),
            s_none,
            request => faults++ < 20 ? throw new HttpRequestException("refused") : FakeNode.Items(request, _ => "null"),
            request => FakeNode.Status(401, "no"));
        Assert.Null(await group.Source.TryGetHashAsync(7, TestContext.Current.CancellationToken));
        Assert.Equal(21, group.Nodes[0].Requests.Count);

        await using var partly = new EndpointGroup(request => FakeNode.Items(request, _ => "null"), WithHead(() => 50));
        Assert.Equal(FakeChain.Hash(7), (await partly.Source.TryGetHashAsync(7, TestContext.Current.CancellationToken))?.ToString());
    }

    [Theory]
    [InlineData("null", false)]
    [InlineData("error:{\"code\":-32602,\"message\":\"invalid argument 0: hex string without 0x prefix\"}", false)]
    [InlineData("error:{\"code\":-39001,\"message\":\"Unknown block\"}", false)]
    [InlineData("error:{\"code\":-32000,\"message\":\"finalized block not found\"}", false)]
    [InlineData("block", true)]
    public async Task Tags_that_a_node_does_not_know_are_none(string answer, bool isKnown)
    {
        await using var group = new EndpointGroup(request => FakeNode.Items(request, _ => answer == "block" ? FakeChain.Block(33) : answer));
        CancellationToken cancel = TestContext.Current.CancellationToken;
        Assert.Equal(isKnown ? 33UL : null, (await group.Source.TryGetHeadAsync(BlockTag.Safe, cancel))?.Number);
        Assert.Equal(isKnown ? 33UL : null, (await group.Source.TryGetHeadAsync(BlockTag.Finalized, cancel))?.Number);
        Assert.Equal(["""["safe",false]""", """["finalized",false]"""], group.Calls(0).Select(call => call.Parameters).Distinct());
    }

    [Theory]
    [InlineData("eth_chainId", "\"0x5\"", "chain id 5, and it is 1337")]
    [InlineData("genesis", "", "block 0 0x")]
    public async Task Endpoints_of_different_chains_are_refused_at_the_start(string method, string answer, string said)
    {
        await using var group = new EndpointGroup(WithHead(() => 50), Other(method, answer));
        ChainSyncException error = await Assert.ThrowsAsync<ChainSyncException>(
            async () => await group.Source.GetIdentityAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ChainSyncError.ChainMismatch, error.Error);
        Assert.Contains("http://node1 has " + said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_turns_out_to_be_of_another_chain_is_left_out_loudly()
    {
        bool isDown = true;
        Func<FakeRequest, HttpResponseMessage> other = Other("eth_chainId", "\"0x5\"");
        var time = new SteppingTime();
        await using var group = new EndpointGroup(time, s_none, WithHead(() => 50), request => isDown ? throw new HttpRequestException("refused") : other(request));
        ChainIdentity identity = await group.Source.GetIdentityAsync(TestContext.Current.CancellationToken);
        Assert.Equal(FakeChain.Hash(0), identity.GenesisHash?.ToString());
        Assert.Contains(group.Log.Lines, line => line.Contains("node1 has not said yet which chain", StringComparison.Ordinal));

        isDown = false;
        time.Advance(TimeSpan.FromMinutes(5));
        for (int i = 0; i < 10; i++) await group.FetchAsync(1, 3);
        Assert.Equal(0, group.BlocksAsked(1));
        Assert.Single(group.Log.Lines, line => line.StartsWith("Error: http://node1 serves another chain", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_without_block_0_is_taken()
    {
        await using var group = new EndpointGroup(
            request => FakeNode.Items(request, call => call.Method == "eth_getBlockByNumber" ? "null" : FakeChain.Answer(call)), WithHead(() => 50));
        ChainIdentity identity = await group.Source.GetIdentityAsync(TestContext.Current.CancellationToken);
        Assert.Equal(FakeChain.Hash(0), identity.GenesisHash?.ToString());
    }

    private static Func<FakeRequest, HttpResponseMessage> Other(string method, string answer) => request => FakeNode.Items(request, call =>
        call.Method == method ? answer
        : method == "genesis" && call.Method == "eth_getBlockByNumber" && !IsLatest(call) ? FakeChain.Block(0, FakeChain.Hash(77))
        : FakeChain.Answer(call));

    private static Func<FakeRequest, HttpResponseMessage> WithHead(Func<int> head) => request => Answer(request, head());

    private static HttpResponseMessage Answer(FakeRequest request, int head) => FakeNode.Items(request, call => Answer(call, head));

    private static string Answer(FakeCall call, int head)
    {
        if (IsLatest(call)) return FakeChain.Block(head);
        return call.Method.StartsWith("eth_getBlock", StringComparison.Ordinal) && FakeChain.NumberOf(call) > head ? "null" : FakeChain.Answer(call);
    }

    private static bool IsLatest(FakeCall call) => call.Parameters.Contains("latest", StringComparison.Ordinal);
}
